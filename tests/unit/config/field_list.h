#pragma once

// The fields of a Pod as Markdown, from the rows: the table of the README and the complete list config/fields.md.

#include <string>

namespace peapod::config::schema {

// One line for each type: the names of what runs, of what is accepted without effect, of what is refused. Left out are
// types that run as a whole, and those that occur only inside refused fields.
std::string support_table();

// One table for each type: type, values, verdict with its reason, and text of every field.
std::string field_list();

}  // namespace peapod::config::schema
