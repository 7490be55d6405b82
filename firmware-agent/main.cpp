#include "firmware-agent/cli/command.h"
#include "firmware-agent/serve.h"

int main(int argc, char** argv) { return peapod::cli::run_command_line(argc, argv, peapod::serve); }
