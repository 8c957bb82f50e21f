/** Valid requests of the endpoints of reports, templates, scheduled posts and proposals. */
import { newHexKey, newId } from '#platform/ids'
import type { Context } from '#platform/context'
import { inTransaction } from '#platform/database'

type Valid = { path: string; body?: unknown }
// oxlint-disable-next-line typescript/no-explicit-any -- a body that this test has just made
type Made = (ctx: Context, method: string, path: string, body?: unknown) => Promise<any>

const newReport = { title: 'Checkout is slow', body: 'We are looking into it.' }
const newTemplate = () => ({ name: `Slow ${newHexKey(4)}`, title: '{{region}} is slow', body: 'Since {{time}}.' })
const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString()

export function reportRequests(made: Made, incident: (ctx: Context) => Promise<string>) {
  const page = async (ctx: Context): Promise<string> =>
    (await made(ctx, 'POST', '/status-pages', { slug: `page-${newHexKey(6)}`, name: 'Acme' })).id
  const report = async (ctx: Context) => made(ctx, 'POST', `/status-pages/${await page(ctx)}/reports`, newReport)
  const update = async (ctx: Context): Promise<string> => (await report(ctx)).updates[0].id
  const template = async (ctx: Context): Promise<string> =>
    (await made(ctx, 'POST', `/status-pages/${await page(ctx)}/report-templates`, newTemplate())).id
  const post = async (ctx: Context): Promise<string> => {
    const body = { ...newReport, status: 'investigating', publishAt: inAnHour() }
    return (await made(ctx, 'POST', `/status-pages/${await page(ctx)}/scheduled-posts`, body)).id
  }
  const rule = async (ctx: Context): Promise<string> =>
    (await made(ctx, 'POST', `/status-pages/${await page(ctx)}/proposal-rules`, { severities: ['critical'] })).id
  const proposal = async (ctx: Context): Promise<string> => {
    const pageId = await page(ctx)
    const id = newId('prp', ctx.now())
    // As a rule makes it, without waiting for one.
    await inTransaction(ctx, (tx) =>
      tx.db
        .insertInto('reportProposals')
        .values({
          ...{ id, workspaceId: tx.workspaceId, pageId, incidentId: newId('inc', tx.now()), reportId: null },
          ...{ source: 'rule', ruleId: null, analysisId: null, confidence: null, ...newReport },
          ...{ status: 'investigating', components: '[]', createdAt: tx.now() },
          ...{ decidedAt: null, decision: null, decidedBy: null },
        })
        .execute(),
    )
    return id
  }
  return {
    listReports: async (ctx: Context) => at(`/status-pages/${await page(ctx)}/reports`),
    createReport: async (ctx: Context) => at(`/status-pages/${await page(ctx)}/reports`, newReport),
    getReport: async (ctx: Context) => at(`/reports/${(await report(ctx)).id}`),
    updateReport: async (ctx: Context) => at(`/reports/${(await report(ctx)).id}`, { title: 'Checkout is very slow' }),
    deleteReport: async (ctx: Context) => at(`/reports/${(await report(ctx)).id}`),
    listUpdates: async (ctx: Context) => at(`/reports/${(await report(ctx)).id}/updates`),
    publishUpdate: async (ctx: Context) =>
      at(`/reports/${(await report(ctx)).id}/updates`, { status: 'identified', body: 'We know why.' }),
    correctUpdate: async (ctx: Context) => at(`/updates/${await update(ctx)}`, { body: 'We are looking into it now.' }),
    listUpdateRevisions: async (ctx: Context) => at(`/updates/${await update(ctx)}/revisions`),

    listReportTemplates: async (ctx: Context) => at(`/status-pages/${await page(ctx)}/report-templates`),
    createReportTemplate: async (ctx: Context) =>
      at(`/status-pages/${await page(ctx)}/report-templates`, newTemplate()),
    updateReportTemplate: async (ctx: Context) =>
      at(`/report-templates/${await template(ctx)}`, { body: 'Since {{date}}.' }),
    deleteReportTemplate: async (ctx: Context) => at(`/report-templates/${await template(ctx)}`),
    fillReportTemplate: async (ctx: Context) =>
      at(`/report-templates/${await template(ctx)}/text`, { values: { region: 'eu-west' } }),

    listScheduledPosts: async (ctx: Context) => at(`/status-pages/${await page(ctx)}/scheduled-posts`),
    schedulePost: async (ctx: Context) =>
      at(`/status-pages/${await page(ctx)}/scheduled-posts`, {
        ...{ ...newReport, status: 'investigating', publishAt: inAnHour() },
      }),
    updateScheduledPost: async (ctx: Context) => at(`/scheduled-posts/${await post(ctx)}`, { body: 'Later.' }),
    deleteScheduledPost: async (ctx: Context) => at(`/scheduled-posts/${await post(ctx)}`),

    listProposals: async (ctx: Context) => at(`/status-pages/${await page(ctx)}/proposals`),
    createProposal: async (ctx: Context) =>
      at(`/status-pages/${await page(ctx)}/proposals`, { incidentId: await incident(ctx) }),
    getProposal: async (ctx: Context) => at(`/proposals/${await proposal(ctx)}`),
    acceptProposal: async (ctx: Context) =>
      at(`/proposals/${await proposal(ctx)}/acceptance`, { ...newReport, status: 'investigating' }),
    dismissProposal: async (ctx: Context) => at(`/proposals/${await proposal(ctx)}/dismissal`),
    listProposalRules: async (ctx: Context) => at(`/status-pages/${await page(ctx)}/proposal-rules`),
    createProposalRule: async (ctx: Context) =>
      at(`/status-pages/${await page(ctx)}/proposal-rules`, { severities: ['critical'] }),
    deleteProposalRule: async (ctx: Context) => at(`/proposal-rules/${await rule(ctx)}`),
  }
}

function at(path: string, body?: unknown): Valid {
  return { path, ...(body !== undefined && { body }) }
}
