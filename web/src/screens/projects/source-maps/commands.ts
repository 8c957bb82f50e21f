/** What to type to upload source maps, with the real address and names in it. Pure. */
import type { Project } from '../../../api.ts'

/** As the server reads SENTRY_PROJECT: the name in lower case with dashes, or where that is not clear the number. */
export function projectName(
  project: Pick<Project, 'id' | 'name' | 'number'>,
  all: readonly Pick<Project, 'id' | 'name'>[],
): string {
  const slug = slugOf(project.name)
  const isAlone = all.every(({ id, name }) => id === project.id || slugOf(name) !== slug)
  return isAlone && /^[a-z0-9-]*[a-z][a-z0-9-]*$/.test(slug) ? slug : String(project.number)
}

const slugOf = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')

type Where = { origin: string; workspace: string; project: string }

export const environment = ({ origin, workspace, project }: Where): string => `export SENTRY_URL=${origin}
export SENTRY_ORG=${workspace}
export SENTRY_PROJECT=${project}
export SENTRY_AUTH_TOKEN=wwk_…`

export const byDebugId = `sentry-cli sourcemaps inject ./dist
sentry-cli sourcemaps upload --wait ./dist`

export const byRelease = (release: string): string =>
  `sentry-cli sourcemaps upload --wait --release ${/^[\w@./+-]+$/.test(release) ? release : `'${release.replaceAll("'", String.raw`'\''`)}'`} --url-prefix '~/assets' ./dist`

/** As build tools write it, for one to find it in a file. */
export const dashed = (debugId: string): string =>
  debugId.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
