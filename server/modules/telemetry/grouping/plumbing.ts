/** Functions that are in many stacks and the cause in none; by names, from version 2 on. Linear in the text. */

/** The run-time ends the program in the name of someone else: a joinable thread's destructor always does. */
const morePlumbing =
  /^(?:std::(?:__\w{1,10}::)?thread::~thread|std::(?:__\w{1,10}::)?__?(?:invoke|apply)\w{0,20}|__pthread_kill|_?CFAssert\w{0,20}|panic_abort::\w{1,40}|_?RtlFailFast\d?|__fastfail|Zone\.run\w{0,20}|drainMicroTaskQueue|invokeTask|runTask)$/

export const isMorePlumbing = (name: string | undefined): boolean =>
  name !== undefined && name.length < 200 && morePlumbing.test(name)

/** Of a frame as `place › function`: it hands every request or callback on, as routers, middleware and event loops do. */
const frameworkPlumbing = new RegExp(
  `(?:^| › )(?:${[
    // JavaScript
    'next|handle|handle_request|process_params|trim_prefix|dispatch|emit|compose|invokeGuardedCallback\\w{0,10}',
    'executeDispatch\\w{0,20}|batchedUpdates\\w{0,5}|callCallback\\w{0,5}|processQueue|flushWork|workLoop\\w{0,15}',
    // Python
    '__call__|wsgi_app|dispatch_request|full_dispatch_request|process_request|run_asgi|_?inner|wrapped?|wrapper|get_response',
    // Java, PHP, Ruby
    'doFilter\\w{0,15}|invoke(?:0|Native)?|loop|main|run|proceed|doDispatch|service|handleMessage|dispatchMessage|\\{closure\\}|then|call',
    // Go, .NET
    'ServeHTTP|MoveNext|ThrowForNonSuccess|HandleNonSuccessAndDebuggerNotification',
    // Systems
    '_dispatch_client_callout\\d?|_dispatch_call_block_and_release|__CFRunLoop\\w{1,80}|__CFRUNLOOP_\\w{1,80}|CFRunLoopRun\\w{0,20}',
    '_*pthread_(?:start|body)|thread_start|start_wqthread|BaseThreadInitThunk|RtlUserThreadStart',
  ].join('|')})$`,
)

export const passesOn = (frame: string): boolean => frame.length < 400 && frameworkPlumbing.test(frame)

/** What all code calls all the time, so that having called it says nothing. */
const everywhere = new RegExp(
  `(?:^| › )(?:${[
    'objc_\\w{1,40}|swift_\\w{1,40}|\\w{0,20}(?:malloc|calloc|realloc|free)\\w{0,20}|mem(?:cpy|move|set|cmp)\\w{0,20}|str\\w{1,10}',
    'operator (?:new|delete)\\w{0,10}|_?dispatch_\\w{1,60}|_*pthread_\\w{1,40}|_purecall|_?[Cc]all_once\\w{0,5}|_?Rtl\\w{1,60}|syscall|start|main',
    '(?:std|boost|__gnu_cxx)::.{1,300}|-\\[NS\\w{1,60} .{1,200}|\\w{1,20}Main|CFRetain|CFRelease|NS\\w{0,30}Autorelease\\w{0,20}',
  ].join('|')})$`,
)

/** Of a frame as `place › function`. */
export const calledEverywhere = (frame: string): boolean => frame.length >= 400 || everywhere.test(frame)
