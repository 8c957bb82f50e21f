/** What is left of a function's name when compilers, engines and minifiers have been taken out of it. */
import type { EventFrame } from '../event.ts'
import { isBundled } from './file-name.ts'

const useless = new Set(
  (
    '? ?? - <anonymous> <unknown> <redacted> <lambda> <computed> {closure} anonymous unknown eval ' +
    'stripped_application_code lambda closure apply call default <lambda>::operator()'
  ).split(' '),
)

/** Undefined where the name says nothing that lasts. */
export function readFunction(frame: EventFrame, platform: string): string | undefined {
  const sent = frame.function?.slice(0, 500).trim()
  if (!sent) return undefined
  const name = cleaners[platform]?.(sent) ?? cleanNative(sent)
  if (name === '' || useless.has(name.toLowerCase())) return undefined
  return platform === 'javascript' || platform === 'node' ? (isMinified(name, frame) ? undefined : name) : name
}

function isMinified(name: string, frame: EventFrame): boolean {
  if (/\.(?:tsx?|jsx|vue|svelte)(?:[?#]|$)/.test(frame.file ?? '')) return false
  return name.length <= (isBundled(frame) ? 3 : 2) || /^_0x[0-9a-f]+$/.test(name)
}

const cleaners: Record<string, (name: string) => string> = {
  javascript: cleanJavaScript,
  node: cleanJavaScript,
  python: (name) => name,
  java: cleanJava,
  csharp: cleanCSharp,
  php: (name) => name.replace(/^.*\\\{closure\}$|^\{closure.*$/, '').replace(/@anonymous.*$/, '@anonymous'),
  ruby: (name) => name.replace(/^(?:(?:block|rescue|ensure)(?: \(\d+ levels\))? in )+/, '').replace(/__?\d+_\d+$/, ''),
  go: (name) => name.replace(/(?:\.func\d+|\.\d+|\[\.\.\.\])+$/, ''),
}

/** Engines call the same function `Object.pay`, `pay`, `Cart.prototype.pay` or `async*pay`: the last word is common. */
function cleanJavaScript(sent: string): string {
  if (/^(?:eval|global|module) code$|^Anonymous function$|<$|\//.test(sent)) return ''
  const name = sent.replace(/ \[as [^\]]{1,100}\]$/, '').replace(/^(?:async[ *]|new |get |set )+/, '')
  return name.slice(name.lastIndexOf('.') + 1)
}

/** Names of one letter come from an obfuscator, and change with the release. */
function cleanJava(sent: string): string {
  if (sent.length === 1) return ''
  return sent.replace(/^lambda\$(\w+?)\$\d+$/, '$1').replace(/^access\$\d+$/, '')
}

/** `<PayAsync>d__12.MoveNext` and `<Pay>b__0` are within `PayAsync` and `Pay`. */
function cleanCSharp(sent: string): string {
  const name = sent.replace(/<(\w+)>[bdg]__[\w|]{1,40}(?:\.MoveNext)?/g, '$1').replace(/^<>c\w*\./, '')
  return withoutBrackets(name).replace(/^.*\s/, '')
}

/** C, C++, Rust, Objective-C, Swift and what nobody knows. */
function cleanNative(sent: string): string {
  const name = sent
    .replace(/^(?:closure #\d+ (?:\([^)]{0,200}\) [^ ]{1,200} )?in )+/, '')
    .replace(/^(?:partial apply for |@objc |thunk for )+/, '')
    .replace(/^__\d+(?=[+-]\[)|_block_invoke(?:_\d+)?$/g, '')
    .replace(/_INTERNAL[0-9a-f]{1,16}::/g, '')
    .replace(/\?A0x[0-9a-f]{1,16}(?=::)/g, '{anon}')
    .replace(/<lambda_[0-9a-f]{8,64}>/g, '<lambda>')
    .replace(/[`(]anonymous namespace[')]/g, '{anon}')
    .replace(/(?:\.(?:cold|part|isra|constprop|llvm)(?:\.\d+)?)+$/, '')
    .replace(/(?:::\{\{closure\}\}|::h[0-9a-f]{16})+$/, '')
  // A category of Objective-C (`-[UIView(Layout) run]`) is where the code lies, not what it is.
  if (/^[+-]\[/.test(name)) return name.replace(/\([^()]{0,200}\)/g, '')
  // A Rust implementation (`<T as Trait>::run`) begins with the bracket that says which it is.
  return name.startsWith('<') ? name : withoutBrackets(name)
}

/** Drops parameters and template arguments, in one pass; an operator (`operator<`) is left alone. */
function withoutBrackets(name: string): string {
  if (name.includes('operator')) return name
  let depth = 0
  let kept = ''
  for (const character of name) {
    if (character === '(' || character === '<') depth++
    else if ((character === ')' || character === '>') && depth > 0) depth--
    else if (depth === 0) kept += character
  }
  return kept.trim() || name
}

/** How an engine or a runtime takes an error up to whoever handles it: it is in every stack, and in none the cause. */
const plumbing = new RegExp(
  `^(?:${[
    '_*abort(?:_message)?|_*raise|gsignal|__GI_\\w+|_*(?:p?thread_)?kill|__restore_rt|_sigtramp|_*assert_(?:rtn|fail)',
    '__cxa_(?:re)?throw|_Unwind_\\w+|std::_*terminate|(?:default|demangling)_terminate_handler|objc_exception_throw|objc_terminate',
    '(?:__)?(?:block_(?:destroy|copy)_helper|(?:destroy|copy)_helper_block).*|_CFThrowFormattedException|malloc_v?report|malloc_error_break|malloc_zone_error',
    '__exceptionPreprocess|\\+\\[NSException .*|-\\[NSException .*|_objc_terminate.*',
    'RaiseException|_?CxxThrowException|KiUserExceptionDispatcher|KiRaiseUserExceptionDispatcher|RtlRaiseException|UnhandledExceptionFilter',
    'rust_begin_unwind|__rust_start_panic|core::panicking::.*|std::panicking::.*|std::sys_common::backtrace::.*',
    'runtime\\.(?:gopanic|panicmem|sigpanic|throw|goexit|panic\\w*)|_?assertionFailure|fatalError|_*swift_\\w+',
    'processTicksAndRejections|asyncGeneratorStep|_asyncToGenerator|__awaiter|__generator|runMicrotasks|tryCatch|sentryWrapped|captureException|captureMessage',
  ].join('|')})$`,
)

export const isPlumbing = (name: string | undefined): boolean =>
  name !== undefined && name.length < 200 && plumbing.test(name.slice(name.startsWith('process.') ? 8 : 0))
