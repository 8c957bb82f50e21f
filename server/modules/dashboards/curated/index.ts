/** Dashboards that come with the program. Nobody changes them; whoever wants another one makes a copy. */
import type { JsonObject } from '#common/dashboards'
import { nginx } from './nginx.ts'
import { node } from './node.ts'
import { postgresql } from './postgresql.ts'
import { watchword } from './watchword.ts'

export type Curated = { id: `curated:${string}`; title: string; description: string; tags: string[]; json: JsonObject }

export const curated: readonly Curated[] = [
  describe('node', node),
  describe('postgresql', postgresql),
  describe('nginx', nginx),
  describe('watchword', watchword),
]

export function curatedOf(id: string): Curated | undefined {
  return curated.find((one) => one.id === id)
}

function describe(name: string, json: JsonObject): Curated {
  // Written beside this.
  const { title, description, tags } = json as { title: string; description: string; tags: string[] }
  return { id: `curated:${name}`, title, description, tags, json }
}
