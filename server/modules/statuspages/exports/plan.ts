/** What has to be done so that a bucket has what the page consists of, and nothing else of it. Pure. */
import { refreshMs } from './export.ts'
import type { ExportedFile } from './files.ts'
import type { PutObject } from './repo.ts'

/** A little less than the time between two looks, so that each of them finds it due. */
const frontMs = refreshMs * 0.9

export type Plan = { puts: ExportedFile[]; deletes: string[] }

/** What people look at first comes first; what is to go goes last, when nothing leads to it any more. */
export function planOf(files: readonly ExportedFile[], objects: readonly PutObject[], now: Date): Plan {
  const known = new Map(objects.map((object) => [object.path, object]))
  const wanted = new Set(files.map(({ path }) => path))
  const isPresent = ({ path, digest, isFront }: ExportedFile): boolean => {
    const object = known.get(path)
    if (!object?.putAt || object.digest !== digest) return false
    return !isFront || now.getTime() - object.putAt.getTime() < frontMs
  }
  const rank = ({ isFront, path }: ExportedFile): number => (isFront ? 0 : path.endsWith('.html') ? 2 : 1)
  return {
    puts: files.filter((file) => !isPresent(file)).toSorted((a, b) => rank(a) - rank(b)),
    deletes: objects.filter(({ path }) => !wanted.has(path)).map(({ path }) => path),
  }
}
