#pragma once

namespace peapod::platform::sys {

// Takes the pages of this program's own code and constants out of this process. They stay in the page cache, where the
// kernel may drop them sooner than pages that somebody maps; what is still used comes back by minor faults. For a
// program that needs much of itself once and little of itself for months.
void unmap_own_pages();

}  // namespace peapod::platform::sys
