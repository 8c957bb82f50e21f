/**
 * Hours of a workspace in parts that are small enough for a statement each, in an order in which "so far" can be said.
 * Pure.
 */

/** Hashes of metrics by their upper twelve bits: no more numbers to count than these, however many metrics there are. */
export const bucketBits = 20
const buckets = 2 ** (32 - bucketBits)
const lastId = 2n ** 64n - 1n

/** Series whose metric's hash lies in these buckets and whose id lies between these, both ends included. */
export type Part = { fromBucket: number; toBucket: number; fromId: bigint; toId: bigint }

/** How far hours are made: of the buckets before all series, of this one those up to the id. */
export type Progress = { bucket: number; id: bigint }

export const nothingYet: Progress = { bucket: -1, id: lastId }

export const progressAfter = ({ toBucket, toId }: Part): Progress => ({ bucket: toBucket, id: toId })

/** `rows` of each bucket that has any. What has none in between is part of what is beside it. */
export function partsOf(rows: ReadonlyMap<number, number>, done: Progress, maxRows: number): Part[] {
  const parts: Part[] = []
  let filled = 0
  for (const bucket of [...rows.keys()].toSorted((a, b) => a - b)) {
    const count = rows.get(bucket) ?? 0
    const isBegun = bucket === done.bucket
    if (bucket < done.bucket || (isBegun && done.id === lastId)) continue
    const fromId = isBegun ? done.id + 1n : 0n
    const last = parts.at(-1)
    if (last && last.toId === lastId && !isBegun && filled + count <= maxRows) {
      last.toBucket = bucket
      filled += count
      continue
    }
    const left = Number(((lastId - fromId + 1n) * 1000n) / (lastId + 1n)) / 1000
    const slices = Math.max(1, Math.ceil((count * left) / maxRows))
    parts.push(...slicesOf(bucket, fromId, slices))
    // What is only one slice of a bucket has nothing beside it.
    filled = slices === 1 ? count : Infinity
  }
  return parts
}

function slicesOf(bucket: number, fromId: bigint, count: number): Part[] {
  const room = lastId - fromId + 1n
  return Array.from({ length: count }, (_, at) => ({
    ...{ fromBucket: bucket, toBucket: bucket },
    fromId: fromId + (room * BigInt(at)) / BigInt(count),
    toId: fromId + (room * BigInt(at + 1)) / BigInt(count) - 1n,
  }))
}

/** In their order. Undefined: it is as good as one series. */
export function halvesOf(part: Part): [Part, Part] | undefined {
  const { fromBucket, toBucket, fromId, toId } = part
  if (fromBucket < toBucket) {
    const middle = Math.floor((fromBucket + toBucket) / 2)
    return [
      { ...part, toBucket: middle },
      { ...part, fromBucket: middle + 1 },
    ]
  }
  if (toId - fromId < leastIds) return undefined
  const middle = (fromId + toId) / 2n
  return [
    { ...part, toId: middle },
    { ...part, fromId: middle + 1n },
  ]
}

/** Ids are 64 bits of a hash: of a million series of one metric hardly two lie so near to each other. */
const leastIds = 2n ** 40n

/** For a statement: hashes and ids, both ends included. */
export const boundsOf = ({ fromBucket, toBucket, fromId, toId }: Part) => ({
  fromHash: fromBucket * 2 ** bucketBits,
  toHash: (toBucket + 1) * 2 ** bucketBits - 1,
  fromId: fromId.toString(),
  toId: toId.toString(),
})

export const everything: Part = { fromBucket: 0, toBucket: buckets - 1, fromId: 0n, toId: lastId }
