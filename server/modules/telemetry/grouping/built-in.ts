/**
 * Errors that say by themselves what went wrong, whatever stack they came with: that one differs from browser to
 * browser, from release to release or from machine to machine. Part of the algorithm from version 2 on.
 */
import type { EventFrame, TelemetryEvent } from '../event.ts'
import { counted, ignored, type Decision } from './grouping.ts'
import { parameteriseRoute } from './parameterise.ts'
import { isJavaScript } from './version-1.ts'

type BuiltIn = { name: string; partsOf(event: TelemetryEvent): string[] | undefined }

const maxRead = 300
/** Innermost frames that are looked at. */
const maxFrames = 8

const rules: BuiltIn[] = [
  { name: 'chunk-load', partsOf: (event) => (has(event, isChunkLoad) ? [] : undefined) },
  {
    name: 'hydration',
    partsOf: (event) => (has(event, isHydration) ? [parameteriseRoute(event.route ?? '')] : undefined),
  },
  { name: 'resize-observer', partsOf: (event) => (has(event, isResizeObserver) ? [] : undefined) },
  { name: 'graphics-driver-reset', partsOf: (event) => (isDriverReset(event) ? [] : undefined) },
]

/** Undefined: none of them applies. */
export function builtIn(event: TelemetryEvent): Decision | undefined {
  for (const { name, partsOf } of rules) {
    const parts = partsOf(event)
    if (!parts) continue
    const contributions = [
      counted('fingerprint', `built-in: ${name}`),
      ...parts.map((part) => counted('fingerprint', part)),
    ]
    const type = event.exceptions.at(-1)?.type
    return {
      method: 'builtIn',
      rule: name,
      contributions: type ? [...contributions, ignored('type', type, 'the rule decides')] : contributions,
    }
  }
  return undefined
}

type Test = (type: string, value: string) => boolean

/** Any exception of the chain, or the message where there is none. Programs for browsers only. */
function has({ platform, exceptions, message }: TelemetryEvent, test: Test): boolean {
  if (!isJavaScript(platform)) return false
  const sent = exceptions.length > 0 ? exceptions.slice(-5) : [{ type: '', value: message }]
  return sent.some(({ type = '', value = '' }) => test(type.slice(0, maxRead), value.slice(0, maxRead)))
}

/** A new release took away what an open page wanted to load. */
const isChunkLoad: Test = (type, value) =>
  type === 'ChunkLoadError' ||
  /^(?:Uncaught )?(?:\w{1,40}: )?(?:Loading (?:CSS )?chunk \S{1,100} failed|Failed to fetch dynamically imported module|error loading dynamically imported module|Importing a module script failed|Unable to preload CSS for )/i.test(
    value,
  )

/** The page that the server rendered was not what the browser would have. */
const isHydration: Test = (_type, value) =>
  /^(?:Uncaught )?(?:\w{1,40}: )?(?:Hydration failed because |There was an error while hydrating|Text content does not match server-rendered HTML|Hydration completed but contains mismatches|The server could not finish this Suspense boundary|Minified React error #(?:418|419|422|423|425)\b)/i.test(
    value,
  )

const isResizeObserver: Test = (_type, value) =>
  /^(?:Uncaught )?(?:\w{1,40}: )?ResizeObserver loop (?:limit exceeded|completed with undelivered)/i.test(value)

/** macOS ends programs whose graphics driver was reset; where they were just then says nothing. */
function isDriverReset({ exceptions, threads }: TelemetryEvent): boolean {
  const stacks = [...exceptions.slice(-3), ...threads.filter(({ crashed }) => crashed).slice(0, 1)]
  return stacks.some(({ frames }) => frames.slice(-maxFrames).some(endsForDriver))
}

const endsForDriver = ({ function: name }: EventFrame) =>
  name !== undefined && name.length < 100 && /^gpus(?:GenerateCrashLog|KillClient)/.test(name)
