/** The thread that decodes large maps, so that nobody waits for it who has none. Its memory is bounded by its parent. */
import { parentPort } from 'node:worker_threads'
import { parseMap, UnreadableMap, type MapFile } from './parse-map.ts'

parentPort?.on('message', ({ id, file }: { id: number; file: MapFile }) => {
  try {
    const map = parseMap(file)
    parentPort?.postMessage({ id, map }, [map.lines.buffer, map.segments.buffer])
  } catch (error) {
    const why = error instanceof UnreadableMap ? error.message : 'it could not be read'
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, and no window
    parentPort?.postMessage({ id, why })
  }
})
