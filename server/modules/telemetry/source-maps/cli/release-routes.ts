/** `sentry-cli releases new` and `finalize`: that a release is there. Uploading needs neither. */
import { z } from 'zod'
import type { Context } from '#platform/context'
import { invalidRequest } from '#platform/errors'
import type { RawRequest } from '#platform/http'
import { announceRelease } from '../../releases/record-deploy.ts'
import { findProjects, type NamedProject } from './authorise.ts'
import { readJson } from './read-json.ts'

const version = z.string().min(1).max(250)
const newRelease = z.object({ version, projects: z.array(z.string().max(200)).max(100).default([]) })
const changedRelease = z.object({ projects: z.array(z.string().max(200)).max(100).nullish() })

export async function createRelease(ctx: Context, request: RawRequest): Promise<object> {
  const asked = await readJson(request, newRelease)
  const named = request.params['project']
  const projects = await findProjects(ctx, named === undefined ? asked.projects : [named])
  await note(ctx, projects, asked.version)
  return describe(ctx, projects, asked.version)
}

export async function updateRelease(ctx: Context, request: RawRequest): Promise<object> {
  const asked = await readJson(request, changedRelease)
  const named = request.params['project']
  const names = named === undefined ? (asked.projects ?? []) : [named]
  const projects = names.length > 0 ? await findProjects(ctx, names) : []
  const read = version.safeParse(request.params['version'])
  if (!read.success) throw invalidRequest('name the release')
  await note(ctx, projects, read.data)
  return describe(ctx, projects, read.data)
}

async function note(ctx: Context, projects: readonly NamedProject[], release: string): Promise<void> {
  for (const { id } of projects) await announceRelease(ctx, { projectId: id, version: release })
}

function describe({ now }: Context, projects: readonly NamedProject[], release: string): object {
  return {
    version: release,
    shortVersion: release,
    dateCreated: now().toISOString(),
    dateReleased: null,
    newGroups: 0,
    projects: projects.map(({ id, slug, name }) => ({ id, slug, name })),
  }
}
