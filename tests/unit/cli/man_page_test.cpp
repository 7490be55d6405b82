// The man pages are written by hand; what they must mention comes from the tables.

#include <gtest/gtest.h>

#include <string>

#include "firmware-agent/cli/command.h"
#include "firmware-agent/cli/option_words.h"
#include "tests/support/text_file.h"

namespace peapod::cli {
namespace {

std::string man_page(const std::string& name) {
  return test::read_text(std::string(PEAPOD_SOURCE_DIR) + "/platform/man/" + name);
}

TEST(ManPages, NameEveryCommand) {
  const std::string page = man_page("peapod.1");
  for (const Command& command : all_commands()) {
    EXPECT_NE(page.find("\n.It Cm " + std::string(command.name)), std::string::npos) << command.name;
  }
}

TEST(ManPages, NameEveryOptionOfTheAgent) {
  const std::string page = man_page("peapod-agent.8") + man_page("peapod.1");
  for (const OptionSpec* option : options_of(*find_command("agent"))) {
    const std::string item =
        option->short_name != 0 ? std::string("\n.It Fl ") + option->short_name + " , Fl -" : std::string("\n.It Fl -");
    EXPECT_NE(page.find(item + option->long_name), std::string::npos) << option->long_name;
  }
}

}  // namespace
}  // namespace peapod::cli
