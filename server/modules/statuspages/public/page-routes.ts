/** The public pages for people: the page, its reports, and the forms around subscribing. */
import { systemContext } from '#platform/context'
import { notFound } from '#platform/errors'
import type { Route } from '#platform/http'
import { loadOlderSnapshot } from '../load-snapshot.ts'
import { subscriberRoutes } from '../subscribers/public-routes.ts'
import { answerErrorAsPage, answerWith, openPage } from './answers.ts'
import type { PublicRoute } from './api-routes.ts'
import { languagePrefixes } from './forms.ts'
import { createRender } from './render.ts'

const read = ['GET', 'HEAD'] as const

/** Paths are relative to the page's own root. */
export const pageRoutes: PublicRoute[] = [
  ...languagePrefixes.flatMap((prefix) => [
    kept('statusPage', prefix, ''),
    kept('statusPageHistory', prefix, '/history'),
    kept('statusPageHistory', prefix, '/history/{month}'),
    kept('statusPageReport', prefix, '/reports/{reportId}'),
    kept('statusPageMaintenance', prefix, '/maintenance/{maintenanceId}'),
  ]),
  ...subscriberRoutes,
]

/** A form that is kept with the page's renders; what is too old for that is read when it is asked for. */
function kept(name: string, prefix: string, pattern: string): PublicRoute {
  const path = `${prefix}${pattern}`
  return page(name, read, path === '' ? '/' : path, async (services, request) => {
    const opened = await openPage(services, request)
    if (opened instanceof Response) return opened
    const { place, shown } = opened
    const { month, reportId, maintenanceId } = request.params
    const wanted = path.replace(/\{\w+\}/, month ?? reportId ?? maintenanceId ?? '') || '/'
    const { snapshot, stale, workspaceId, render } = shown
    const found = render.find(wanted, place.base, stale)
    if (found) return answerWith(request, found, shown)
    const ctx = systemContext(services, workspaceId, request.requestId)
    const ids = { reportIds: reportId === undefined ? [] : [reportId] }
    const windows = { maintenanceIds: maintenanceId === undefined ? [] : [maintenanceId] }
    const isTold = reportId !== undefined || maintenanceId !== undefined
    const older = isTold ? await loadOlderSnapshot(ctx, snapshot.page.id, { ...ids, ...windows }) : undefined
    const document = older && createRender(older).find(wanted, place.base, stale)
    if (!document) throw notFound('page')
    return answerWith(request, document, shown)
  })
}

function page(name: string, methods: Route['methods'], path: string, handle: Route['handle']): PublicRoute {
  return { name, methods, path, handle, answerError: answerErrorAsPage }
}
