/**
 * Which lines have one template: a tree of fixed depth (number of parts, then the first part) over the templates of a
 * project, after Drain (He et al., ICWS 2017). It differs in when a part becomes variable: at once where both lines
 * have a number, a name or a value there; where they have different words only when many were seen, because
 * `started` and `stopped` are two things and sixty names of users are one. Pure, and bounded.
 */
import { anything, gap, hasWord } from './mask.ts'
import { covers, isConstant, joined, mayVary } from './part-of-line.ts'

/** So many different words in one place of otherwise equal templates, and it varies. */
export const wordsThatVary = 5
/** Share of parts that a line and the template which it widens have in common; a value that differs counts half. */
const minSimilarity = 0.5
/** Share of parts of a template that must stay fixed: one that is all gaps says nothing. */
const minFixed = 0.25
/** Words that templates must share before the evidence of others joins them; more if it is the first one that differs. */
const minSharedWords = { usual: 2, firstDiffers: 3 }

/**
 * `id` stays when the template becomes wider. `number` counts up in the order of their making. `mergedInto`: it turned
 * out to be a form of that one.
 */
export type Cluster = { id: string; number: number; parts: readonly string[]; mergedInto: Cluster | undefined }

/** `changed`: clusters that are new, wider or merged now. */
export type Learnt = { cluster: Cluster; created: boolean; changed: Cluster[] }

export type Miner = {
  /** Learns nothing. */
  match(parts: readonly string[]): Cluster | undefined
  learn(parts: readonly string[], make: (parts: readonly string[]) => { id: string; number: number }): Learnt
  /** Takes in what another has learnt; the same id again replaces what was known of it. */
  put(cluster: { id: string; number: number; parts: readonly string[]; mergedInto: string | undefined }): Cluster
  remove(id: string): void
  /** Those that turned out to be forms of this one, the eldest first. */
  formsOf(id: string): Cluster[]
  /** Those that are merged too. */
  size(): number
}

/** By number of parts, then by the first one; all that begin with a gap are together. */
type Tree = Map<number, Map<string, Cluster[]>>

export function createMiner(): Miner {
  const tree: Tree = new Map()
  const byId = new Map<string, Cluster>()

  const put: Miner['put'] = ({ id, number, parts, mergedInto }) => {
    const known = byId.get(id)
    if (known) detach(tree, known)
    const cluster = known ?? { id, number, parts, mergedInto: undefined }
    cluster.parts = parts
    cluster.mergedInto = mergedInto === undefined ? undefined : byId.get(mergedInto)
    byId.set(id, cluster)
    if (mergedInto === undefined) attach(tree, cluster)
    return cluster
  }
  const widen = (cluster: Cluster, parts: readonly string[]) => {
    detach(tree, cluster)
    cluster.parts = parts
    attach(tree, cluster)
  }
  // The eldest, so that all processes choose the same one.
  const match: Miner['match'] = (parts) =>
    candidates(tree, parts)
      .filter((cluster) => covers(cluster.parts, parts))
      .reduce<Cluster | undefined>((best, one) => (best && best.number < one.number ? best : one), undefined)

  /** What the others are forms of, once it is so wide. */
  const absorb = (into: Cluster, others: readonly Cluster[]): Cluster[] => {
    for (const other of others) {
      detach(tree, other)
      other.mergedInto = into
    }
    return [into, ...others]
  }
  return {
    match,
    learn: (parts, make) => {
      const known = match(parts)
      if (known) return { cluster: known, created: false, changed: [] }
      const near = nearest(candidates(tree, parts), parts)
      if (near) {
        widen(near, joined(near.parts, parts))
        const covered = siblingsOf(tree, near.parts).filter(
          (other) => other !== near && covers(near.parts, other.parts),
        )
        return { cluster: near, created: false, changed: absorb(near, covered) }
      }
      const [eldest, ...rest] = familyOf(siblingsOf(tree, parts), parts)
      if (eldest) {
        widen(eldest, [...rest.map((one) => one.parts), parts].reduce(joined, eldest.parts))
        return { cluster: eldest, created: false, changed: absorb(eldest, rest) }
      }
      const cluster = put({ ...make(parts), parts, mergedInto: undefined })
      return { cluster, created: true, changed: [cluster] }
    },
    put,
    remove: (id) => {
      const cluster = byId.get(id)
      if (cluster) detach(tree, cluster)
      byId.delete(id)
    },
    formsOf: (id) =>
      [...byId.values()]
        .filter((one) => one.mergedInto !== undefined && survivorOf(one).id === id)
        .sort((a, b) => a.number - b.number),
    size: () => byId.size,
  }
}

/** The one that counts now. */
export function survivorOf(cluster: Cluster): Cluster {
  let survivor = cluster
  while (survivor.mergedInto) survivor = survivor.mergedInto
  return survivor
}

const firstOf = (parts: readonly string[]) => {
  const [first = ''] = parts
  return first.includes(gap) || first === anything ? gap : first
}

function attach(tree: Tree, cluster: Cluster): void {
  const level = tree.get(cluster.parts.length) ?? new Map<string, Cluster[]>()
  tree.set(cluster.parts.length, level)
  const leaf = level.get(firstOf(cluster.parts))
  if (leaf) leaf.push(cluster)
  else level.set(firstOf(cluster.parts), [cluster])
}

function detach(tree: Tree, cluster: Cluster): void {
  const level = tree.get(cluster.parts.length)
  const first = firstOf(cluster.parts)
  const left = level?.get(first)?.filter((one) => one !== cluster)
  if (left?.length === 0) level?.delete(first)
  else if (left) level?.set(first, left)
}

/** In the leaf of the line, and those whose beginning varies. */
function candidates(tree: Tree, parts: readonly string[]): Cluster[] {
  const level = tree.get(parts.length)
  const first = firstOf(parts)
  return [...(level?.get(first) ?? []), ...(first === gap ? [] : (level?.get(gap) ?? []))]
}

/** All of as many parts. */
function siblingsOf(tree: Tree, parts: readonly string[]): Cluster[] {
  return [...(tree.get(parts.length)?.values() ?? [])].flat()
}

/** The most similar template that the line widens without a word changing into another; undefined: there is none. */
function nearest(clusters: readonly Cluster[], parts: readonly string[]): Cluster | undefined {
  let best: { cluster: Cluster; score: number } | undefined
  for (const cluster of clusters) {
    const score = similarity(cluster.parts, parts)
    if (score > (best?.score ?? 0) && isUseful(joined(cluster.parts, parts))) best = { cluster, score }
  }
  return best && best.score >= minSimilarity ? best.cluster : undefined
}

function similarity(template: readonly string[], parts: readonly string[]): number {
  let score = 0
  for (const [index, part] of template.entries()) {
    if (part === anything || part === parts[index]) score += 1
    else if (mayVary(template, parts, index)) score += 0.5
    else return 0
  }
  return score / template.length
}

function isUseful(parts: readonly string[]): boolean {
  const fixed = parts.filter((part) => part !== anything && hasWord(part)).length
  return fixed >= 1 && fixed / parts.length >= minFixed
}

/**
 * Templates that differ from the new line in the same places, when so many are too many for words with a meaning of
 * their own; the eldest first. Empty: there is no such family.
 */
function familyOf(others: readonly Cluster[], parts: readonly string[]): Cluster[] {
  const families = new Map<string, Cluster[]>()
  for (const other of others) {
    const places = differing(other.parts, parts)
    if (places.length > Math.max(1, parts.length / 3)) continue
    const key = places.join()
    families.set(key, [...(families.get(key) ?? []), other])
  }
  for (const [key, family] of families) {
    const places = key.split(',').map(Number)
    if (!isShared(parts, places)) continue
    const all = [parts, ...family.map((one) => one.parts)]
    const words = (place: number) => new Set(all.map((one) => one[place] ?? '').filter((word) => !isConstant(word)))
    const varies = places.every((place) => words(place).size >= wordsThatVary)
    if (varies && isUseful(all.reduce(joined))) return family.toSorted((a, b) => a.number - b.number)
  }
  return []
}

function isShared(parts: readonly string[], places: readonly number[]): boolean {
  const words = parts.filter((part, index) => !places.includes(index) && part !== anything && hasWord(part)).length
  return words >= (places.includes(0) ? minSharedWords.firstDiffers : minSharedWords.usual)
}

function differing(one: readonly string[], other: readonly string[]): number[] {
  return one.flatMap((part, index) => (part === other[index] || part === anything ? [] : [index]))
}
