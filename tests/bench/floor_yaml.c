#include "tests/bench/floor_yaml.h"

#include <yaml.h>

long floor_yaml(const char* text, size_t size) {
  yaml_parser_t parser;
  yaml_event_t event;
  long events = 0;
  int more = 1;
  yaml_parser_initialize(&parser);
  yaml_parser_set_input_string(&parser, (const unsigned char*)text, size);
  while (more && yaml_parser_parse(&parser, &event)) {
    more = event.type != YAML_STREAM_END_EVENT;
    yaml_event_delete(&event);
    events += 1;
  }
  yaml_parser_delete(&parser);
  return more ? -1 : events;
}
