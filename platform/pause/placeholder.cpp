extern "C" void _start();
extern "C" void _start() { for (;;) {} }
