/** The page as files: to look at before it is public, and for another host to serve. */
import { requirePermission, type Context } from '#platform/context'
import { notFound } from '#platform/errors'
import { loadPastSnapshot, loadSnapshot } from '../load-snapshot.ts'
import type { Locale } from '../look/locale.ts'
import type { Snapshot } from '../snapshot.ts'
import { findForm, headersOf, listPastPaths, listPaths, type Form } from './forms.ts'
import { logoPath, pageHtml } from './page-html.ts'

export type CopiedFile = {
  /** Below the directory, `reports/abcdefghijkl/index.html`. */
  path: string
  contentType: string
  encoding: 'utf8' | 'base64'
  body: string
}

/** Keeps the answer some 20 MB at most; the oldest reports are left out in the languages that are not the page's own. */
export const maxCopiedFiles = 1_500

/** As the public sees it, or would see it: also of a page that is not published yet. */
export async function previewPage(ctx: Context, pageId: string, locale: Locale | undefined): Promise<{ html: string }> {
  requirePermission(ctx, 'statuspages.read')
  const snapshot = await readFresh(ctx, pageId)
  const base = snapshot.page.url
  const html = pageHtml(snapshot, { base, locale, stale: false, isCopy: true })
  // It is shown inside of the app, which loads nothing from another host: the logo comes along, the tab's icon does not.
  const { logo } = snapshot
  const bare = html.replace(/<link rel="icon"[^>]*>/, '')
  if (logo === null) return { html: bare }
  return { html: bare.replace(`src="${base}${logoPath(logo)}"`, `src="data:${logo.type};base64,${logo.base64}"`) }
}

/**
 * Every form of the page, for a host that has nothing but files. A copy does not change by itself, so its pages say as of
 * when they are, and what they cannot do leads to the page that they were copied from.
 */
export async function copyPage(ctx: Context, pageId: string): Promise<{ takenAt: Date; files: CopiedFile[] }> {
  requirePermission(ctx, 'statuspages.read')
  const snapshot = await readFresh(ctx, pageId)
  return { takenAt: snapshot.takenAt, files: copiedFiles(snapshot, await loadPastSnapshot(ctx, snapshot)) }
}

/** Every form of a page by its path; what only the calendar leads to is there in the page's own language. */
export function copiedForms(
  snapshot: Snapshot,
  past: Snapshot | undefined,
): { path: string; find: () => Form | undefined }[] {
  return [
    ...(past ? listPastPaths(past).map((path) => ({ path, find: () => findForm(past, path) })) : []),
    ...listPaths(snapshot).map((path) => ({ path, find: () => findForm(snapshot, path) })),
  ].slice(0, maxCopiedFiles)
}

export function copiedFiles(snapshot: Snapshot, past: Snapshot | undefined): CopiedFile[] {
  return copiedForms(snapshot, past).flatMap(({ path, find }): CopiedFile[] => {
    const form = find()
    if (!form) return []
    const contentType = headersOf(snapshot, form)['content-type'] ?? 'application/octet-stream'
    if (form.kind === 'html') {
      const body = form.render({ base: '', stale: true, isCopy: true })
      const file = path === '/' ? 'index.html' : `${path.slice(1)}/index.html`
      return [{ path: file, contentType, encoding: 'utf8', body }]
    }
    const body = form.render()
    const isText = typeof body === 'string'
    return [
      {
        path: path.slice(1),
        contentType,
        encoding: isText ? 'utf8' : 'base64',
        body: isText ? body : body.toString('base64'),
      },
    ]
  })
}

async function readFresh(ctx: Context, pageId: string): Promise<Snapshot> {
  const loaded = await loadSnapshot(ctx, pageId)
  if (!loaded) throw notFound('status page')
  return loaded.snapshot
}
