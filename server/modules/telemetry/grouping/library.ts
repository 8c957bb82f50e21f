import type { EventFrame } from '../event.ts'

/** Places where installed code lies, and never the sender's own. Each list ends in one expression, linear in the text. */
const libraryPaths = new RegExp(
  [
    // JavaScript
    '(?:^|[/\\\\])node_modules[/\\\\]',
    '^node:',
    '^internal/',
    '^(?:chrome|moz|safari-web)-extension:',
    // Python, Ruby, PHP, Go, Rust
    '[/\\\\](?:site|dist)-packages[/\\\\]',
    '[/\\\\]lib[/\\\\]python\\d',
    '^<frozen ',
    '[/\\\\]gems[/\\\\]',
    '(?:^|[/\\\\])vendor[/\\\\]',
    '[/\\\\]go[/\\\\]pkg[/\\\\]mod[/\\\\]',
    '^/usr/local/go/src/',
    '[/\\\\]\\.cargo[/\\\\]',
    '^/rustc/',
    // Operating systems
    '^/usr/(?:local/)?lib',
    '^/lib(?:32|64)?/',
    '^/System/',
    '^/apex/',
    '^/Library/Developer/',
    '^[a-z]:\\\\windows\\\\',
  ].join('|'),
  'i',
)

const libraryModules = new RegExp(
  `^(?:${[
    'java|javax|jakarta|jdk|sun|com\\.sun|kotlin|kotlinx|scala|groovy|clojure|android|androidx|com\\.android|dalvik|libcore',
    'org\\.(?:springframework|apache|hibernate|jboss|eclipse|junit|slf4j|postgresql)|io\\.(?:netty|quarkus|vertx|smallrye|micrometer|reactivex)',
    'com\\.(?:google|fasterxml|zaxxer|mysql)|reactor|okhttp3|retrofit2|io\\.sentry|sentry_sdk',
    'System|Microsoft|Illuminate|Symfony|core|std|alloc|runtime',
  ].join('|')})(?:[.:\\\\/]|$)`,
)

/** Images that come with an operating system or a run-time, where only their name was sent. */
const systemImages =
  /^(?:(?:Core)?Foundation|UIKit(?:Core)?|AppKit|QuartzCore|GraphicsServices|CFNetwork|CoreData|HIToolbox|lib(?:objc|system_|system\.|dispatch|dyld|c\+\+|swift|xpc).{0,60}|lib(?:c|m|dl|art|art-compiler|android_runtime|hwui|utils|binder|gui|log|skia|pthread)\.so|linux-\w+\.so.{0,9}|(?:ntdll|kernel32|kernelbase|user32|gdi32|ucrtbase|msvcrt|vcruntime\d+|msvcp\d+)\.dll)$/i

/** Templates of these are compiled into every program, far from their own files. */
const libraryFunctions = /^(?:std|boost|__gnu_cxx|__cxxabiv1|absl|eastl|core|alloc|tokio)::|^(?:void |bool )?std::/

/** Code without a place: built into the engine, or made by it. */
const nativeFiles = new Set(['native', 'native code', '[native code]', '<anonymous>', 'eval code', 'native method'])

export const isNative = (frame: EventFrame): boolean =>
  frame.file !== undefined && nativeFiles.has(frame.file.toLowerCase())

/** A guess by path and module, for senders that do not say whose code a frame is. */
export function looksLikeLibrary(frame: EventFrame): boolean {
  if (isNative(frame)) return true
  const places = [frame.file, frame.path, frame.package]
  if (places.some((place) => place !== undefined && libraryPaths.test(place.slice(0, 500)))) return true
  if (frame.package && systemImages.test(frame.package.slice(-80))) return true
  if (frame.function && libraryFunctions.test(frame.function.slice(0, 100))) return true
  return frame.module !== undefined && libraryModules.test(frame.module)
}
