import { z } from 'zod'
import type { Context } from '#platform/context'
import type { RawRequest } from '#platform/http'
import { assemble } from '../assemble.ts'
import { maxBundleProjects, maxChunks } from '../limits.ts'
import { findProjects } from './authorise.ts'
import { readJson } from './read-json.ts'

const checksum = z
  .string()
  .regex(/^[0-9a-fA-F]{40}$/, 'expected a SHA-1 in 40 hex digits')
  .toLowerCase()

const name = (max: number) =>
  z
    .string()
    .max(max)
    .regex(/^\P{Cc}*$/u, 'must not contain control characters')
    .nullish()

const assembleRequest = z.object({
  checksum,
  chunks: z.array(checksum).min(1).max(maxChunks),
  projects: z.array(z.string().max(200)).max(maxBundleProjects).default([]),
  version: name(250),
  dist: name(64),
})

export async function answerAssemble(ctx: Context, request: RawRequest): Promise<object> {
  const asked = await readJson(request, assembleRequest)
  const projects = await findProjects(ctx, asked.projects)
  const { state, missingChunks, detail } = await assemble(ctx, {
    checksum: asked.checksum,
    chunks: asked.chunks,
    projectIds: projects.map(({ id }) => id).sort(),
    release: asked.version || null,
    distribution: asked.dist || null,
  })
  return { state, missingChunks, ...(detail !== null && { detail }) }
}
