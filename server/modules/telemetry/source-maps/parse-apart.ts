/** Decodes maps: small ones here, large ones in a thread of their own with bounded memory, one after the other. */
import { Worker } from 'node:worker_threads'
import { inlineBytes, maxWaitingMaps, threadMegabytes } from './limits.ts'
import { parseMap, UnreadableMap, type MapFile, type ParsedMap } from './parse-map.ts'

export { UnreadableMap } from './parse-map.ts'

/** So many maps wait that another one would take too long. */
export class TooManyWaiting extends Error {
  override name = 'TooManyWaiting'
}

type Waiting = { id: number; resolve: (map: ParsedMap) => void; reject: (error: Error) => void }
type Said = { id: number; map?: ParsedMap; why?: string }

let thread: Worker | undefined
let nextId = 0
const waiting = new Map<number, Waiting>()

/** Throws UnreadableMap, TooManyWaiting. The bytes may be used up by it. */
export async function parseApart(file: MapFile): Promise<ParsedMap> {
  if (file.map.length + (file.script?.length ?? 0) <= inlineBytes) return parseMap(file)
  if (waiting.size >= maxWaitingMaps) throw new TooManyWaiting('too many source maps are being read')
  return new Promise((resolve, reject) => {
    const id = nextId++
    waiting.set(id, { id, resolve, reject })
    const running = (thread ??= start())
    running.ref()
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, and no window
    running.postMessage({ id, file })
  })
}

function start(): Worker {
  const started = new Worker(new URL('./parse-thread.ts', import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: threadMegabytes },
  })
  started.on('message', ({ id, map, why }: Said) => {
    const asked = waiting.get(id)
    waiting.delete(id)
    // It keeps no process alive that has nothing else to do.
    if (waiting.size === 0) started.unref()
    if (map) asked?.resolve(map)
    else asked?.reject(new UnreadableMap(why ?? 'it could not be read'))
  })
  // Out of memory, as a rule: of the map that it was reading, and those behind it are asked for again.
  started.on('error', () => fail(started, 'it takes too much memory to read'))
  started.on('exit', () => fail(started, 'it could not be read'))
  return started
}

function fail(ended: Worker, why: string): void {
  if (thread !== ended) return
  thread = undefined
  const [first, ...others] = waiting.values()
  waiting.clear()
  first?.reject(new UnreadableMap(why))
  for (const { reject } of others) reject(new TooManyWaiting('the thread that reads source maps was started again'))
}
