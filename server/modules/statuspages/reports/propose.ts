/** Drafts: what makes a proposal. None of this publishes anything. */
import { listIncidentAnalyses } from '#modules/analysis'
import { recordAudit } from '#modules/audit'
import { getIncident, type Incident } from '#modules/incidents'
import { recordActivity, subscription, type Activity } from '#platform/activity'
import { requirePermission, type Context, type Tx } from '#platform/context'
import { inTransaction } from '#platform/database'
import { AppError, conflict } from '#platform/errors'
import { newId } from '#platform/ids'
import type { StatusPage } from '../page.ts'
import * as reportRepo from '../report-repo.ts'
import { isOver, type ComponentState, type Report } from '../report.ts'
import * as repo from '../repo.ts'
import * as proposals from './proposal-repo.ts'
import { causeOf, draftRecovery, draftReport, type Proposal, type ProposalRule } from './proposal.ts'

type Analysis = Awaited<ReturnType<typeof listIncidentAnalyses>>[number]

/** A person asks for a draft about an incident. Throws conflict when one waits already, or a report about it is open. */
export async function proposeReport(ctx: Context, pageId: string, incidentId: string): Promise<Proposal> {
  requirePermission(ctx, 'statuspages.write')
  const incident = await getIncident(ctx, incidentId)
  const analysis = await findAnalysis(ctx, incidentId)
  return inTransaction(ctx, async (tx) => {
    const page = await repo.getPageForUpdate(tx, pageId)
    if (await findOpenReport(tx, pageId, incidentId)) throw conflict('a report about this incident is open already')
    const proposal = await draft(tx, page, incident, analysis, { source: 'person', ruleId: null, components: [] })
    if (!(await save(tx, proposal, null))) throw conflict('a proposal about this incident waits already')
    await recordAudit(tx, 'proposal.created', { targetId: proposal.id, after: { pageId, incidentId } })
    return proposal
  })
}

/** Wakes when something is known of an incident, and when it is over. */
export const proposalSubscriptions = [
  subscription({
    name: 'statuspages.proposeReports',
    purpose: 'analysis',
    reads: ['C14', 'C15'],
    on: ['incident.analysed', 'incident.explained'],
    handle: proposeByRules,
  }),
  subscription({
    name: 'statuspages.proposeRecovery',
    purpose: 'incidents',
    reads: ['C14'],
    on: ['incident.resolved'],
    handle: proposeRecovery,
  }),
]

/** For each page at most one draft for each time that the incident begins: what a person dismissed does not come back. */
async function proposeByRules(ctx: Context, { id, subjectId }: Activity): Promise<void> {
  if ((await inTransaction(ctx, (tx) => proposals.listRules(tx))).length === 0) return
  const incident = await findIncident(ctx, subjectId)
  if (!incident || !isLive(incident)) return
  const analysis = await findAnalysis(ctx, subjectId)
  await inTransaction(ctx, async (tx) => {
    const since = incident.regressedAt ?? incident.openedAt
    const earlier = new Set((await proposals.listOfIncident(tx, subjectId, since)).map(({ pageId }) => pageId))
    for (const rule of (await proposals.listRules(tx)).filter((each) => matches(each, incident))) {
      if (earlier.has(rule.pageId) || (await findOpenReport(tx, rule.pageId, subjectId))) continue
      earlier.add(rule.pageId) // the first rule of a page that matches
      const page = await repo.getPage(tx, rule.pageId)
      const from = { source: 'rule' as const, ruleId: rule.id, components: rule.components }
      await save(tx, await draft(tx, page, incident, analysis, from), id)
    }
  })
}

/** What waits for a report that nobody needs any more is withdrawn; where one is open, its end is drafted. */
async function proposeRecovery(ctx: Context, { id, subjectId, at }: Activity): Promise<void> {
  const incident = await findIncident(ctx, subjectId)
  if (incident?.status !== 'resolved') return // it has come back meanwhile
  await inTransaction(ctx, async (tx) => {
    for (const waiting of await proposals.listOfIncident(tx, subjectId, at)) {
      if (waiting.decision === null && waiting.reportId === null) await withdraw(tx, waiting, id)
    }
    for (const page of await repo.listPages(tx)) {
      const report = await findOpenReport(tx, page.id, subjectId)
      if (report) await save(tx, recoveryOf(tx, page, report, subjectId, incident.resolvedAt ?? at), id)
    }
  })
}

function recoveryOf(tx: Tx, page: StatusPage, report: Report, incidentId: string, resolvedAt: Date): Proposal {
  return {
    ...newProposal(tx, page.id, incidentId),
    ...{ reportId: report.id, source: 'recovery', title: report.title },
    ...draftRecovery({ resolvedAt, timeZone: page.timeZone }),
  }
}

async function draft(
  tx: Tx,
  page: StatusPage,
  incident: Incident,
  analysis: Analysis | undefined,
  from: { source: 'person' | 'rule'; ruleId: string | null; components: readonly ComponentState[] },
): Promise<Proposal> {
  const onPage = await repo.listComponents(tx, [page.id])
  const components = from.components.filter(({ id }) => onPage.some((component) => component.id === id))
  const componentNames = components.map(({ id }) => onPage.find((component) => component.id === id)?.name ?? '')
  const since = incident.regressedAt ?? incident.firstSeenAt
  const facts = { since, timeZone: page.timeZone, componentNames }
  return {
    ...newProposal(tx, page.id, incident.id),
    ...{ source: from.source, ruleId: from.ruleId, components },
    ...{ analysisId: analysis?.id ?? null, confidence: analysis?.result?.confidence ?? null },
    ...draftReport({ ...facts, cause: causeOf(analysis), confirmed: analysis?.mark === 'right' }),
  }
}

function newProposal(tx: Tx, pageId: string, incidentId: string): Proposal {
  return {
    ...{ id: newId('prp', tx.now()), pageId, incidentId, reportId: null, source: 'person', ruleId: null },
    ...{ analysisId: null, confidence: null, title: '', status: 'investigating', body: '', components: [] },
    ...{ createdAt: tx.now(), decidedAt: null, decision: null, decidedBy: null },
  }
}

/** False when one for the incident waits on the page already. */
async function save(tx: Tx, proposal: Proposal, causedBy: string | null): Promise<boolean> {
  if (!(await proposals.insertProposal(tx, proposal))) return false
  const { id, pageId, incidentId, source, title } = proposal
  const data = { pageId, incidentId, source, title }
  await recordActivity(tx, 'proposal.created', { subjectId: id, causedBy, data })
  return true
}

async function withdraw(tx: Tx, { id, pageId, reportId }: Proposal, causedBy: string): Promise<void> {
  await proposals.decide(tx, id, { decision: 'withdrawn', decidedAt: tx.now(), decidedBy: null, reportId })
  await recordActivity(tx, 'proposal.withdrawn', { subjectId: id, causedBy, data: { pageId } })
}

function matches({ projectId, severities }: ProposalRule, incident: Incident): boolean {
  return (projectId === null || projectId === incident.projectId) && severities.includes(incident.severity)
}

function isLive({ status, mergedInto }: Incident): boolean {
  return (status === 'open' || status === 'acknowledged') && mergedInto === null
}

async function findOpenReport(tx: Tx, pageId: string, incidentId: string): Promise<Report | undefined> {
  return (await reportRepo.listOpenReports(tx, [pageId])).find(
    (report) => report.incidentId === incidentId && !isOver(report.status),
  )
}

async function findIncident(ctx: Context, id: string): Promise<Incident | undefined> {
  try {
    return await getIncident(ctx, id)
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found') return undefined
    throw error
  }
}

/** The newest one that says something. */
async function findAnalysis(ctx: Context, incidentId: string): Promise<Analysis | undefined> {
  if (!ctx.permissions.has('incidents.read')) return undefined
  return (await listIncidentAnalyses(ctx, incidentId)).find(({ result }) => result !== null)
}
