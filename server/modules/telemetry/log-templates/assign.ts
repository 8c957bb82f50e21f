import { parameterise } from '../grouping/parameterise.ts'
import { partsOf } from './mask.ts'
import { createMiner, survivorOf, type Cluster } from './miner.ts'

/**
 * The group of each line, in one pass over them, as a project's lines are mined: no configuration, nothing learnt
 * beforehand. Names of groups mean nothing. Lines without a template are together where their text is the same.
 */
export function assignGroups(lines: readonly string[]): string[] {
  const miner = createMiner()
  let made = 0
  const make = () => ({ id: `${++made}`, number: made })
  const found = lines.map((line): Cluster | string => {
    const parts = partsOf(line)
    return parts.length === 0 ? `text ${parameterise(line)}` : miner.learn(parts, make).cluster
  })
  return found.map((group) => (typeof group === 'string' ? group : survivorOf(group).id))
}
