/** The use cases of proposals and their rules, for people. */
import { recordAudit } from '#modules/audit'
import { recordActivity } from '#platform/activity'
import { requirePermission, type Context, type Tx } from '#platform/context'
import { inTransaction } from '#platform/database'
import { conflict, forbidden } from '#platform/errors'
import { newId } from '#platform/ids'
import { encodeCursor, type PageQuery } from '#platform/http'
import type { Impact } from '../headline.ts'
import type { StatusPage } from '../page.ts'
import * as reportRepo from '../report-repo.ts'
import type { Report } from '../report.ts'
import * as repo from '../repo.ts'
import { forgetSnapshot } from '../snapshot-cache.ts'
import { addUpdate, refuseStrangers, type UpdateInput } from './add-update.ts'
import { describeReport, type ReportView } from './describe-reports.ts'
import { positionOf } from './list-reports.ts'
import * as proposals from './proposal-repo.ts'
import { maxProposalRules, requireWaiting, type Proposal, type ProposalRule } from './proposal.ts'
import { publishReport } from './publish-report.ts'

/** Newest first. */
export function listProposals(
  ctx: Context,
  pageId: string,
  { state, cursor, limit }: PageQuery & { state: 'waiting' | 'decided' },
): Promise<{ items: Proposal[]; nextCursor: string | null }> {
  requirePermission(ctx, 'statuspages.read')
  return inTransaction(ctx, async (tx) => {
    await repo.getPage(tx, pageId)
    const found = await proposals.listProposals(tx, pageId, { state, before: positionOf(cursor), limit: limit + 1 })
    const items = found.slice(0, limit)
    const last = found.length > limit ? items.at(-1) : undefined
    return { items, nextCursor: last ? encodeCursor([last.createdAt.toISOString(), last.id]) : null }
  })
}

export function getProposal(ctx: Context, id: string): Promise<Proposal> {
  requirePermission(ctx, 'statuspages.read')
  return inTransaction(ctx, (tx) => proposals.getProposal(tx, id))
}

type Consent = Omit<UpdateInput, 'at'> & { title: string; impact?: Impact | undefined }

/**
 * A person has read the draft, made it their own and publishes it: what they send is what is published. A key cannot
 * consent, and is refused. Throws conflict for what was decided.
 */
export async function acceptProposal(ctx: Context, id: string, input: Consent): Promise<ReportView> {
  requirePermission(ctx, 'statuspages.write')
  requirePerson(ctx)
  const { page, view } = await inTransaction(ctx, async (tx) => {
    const { page: found, proposal } = await getLocked(tx, id)
    requireWaiting(proposal)
    const accepted = await recordActivity(tx, 'proposal.accepted', {
      subjectId: id,
      causedBy: (await repo.findLatestActivity(tx, id, ['proposal.created']))?.id ?? null,
      data: { pageId: found.id, incidentId: proposal.incidentId },
    })
    const report = await publish(tx, found, proposal, input, accepted.id)
    await decide(tx, id, 'accepted', report.id)
    const view = await describeReport(tx, report)
    await recordAudit(tx, 'proposal.accepted', { targetId: id, after: { reportId: report.id, ...input } })
    return { page: found, view }
  })
  forgetSnapshot(ctx, page.slug)
  return view
}

async function publish(
  tx: Tx,
  page: StatusPage,
  { reportId, incidentId }: Proposal,
  input: Consent,
  causedBy: string,
): Promise<Report> {
  if (reportId === null) return (await publishReport(tx, page, { ...input, incidentId }, causedBy)).report
  const { title: _title, impact: _impact, ...update } = input
  return (await addUpdate(tx, page, await reportRepo.getReport(tx, reportId), update, causedBy)).report
}

/** Nothing is published, and the rule does not propose it again before the incident comes back. */
export function dismissProposal(ctx: Context, id: string): Promise<Proposal> {
  requirePermission(ctx, 'statuspages.write')
  return inTransaction(ctx, async (tx) => {
    const { proposal } = await getLocked(tx, id)
    requireWaiting(proposal)
    await decide(tx, id, 'dismissed', proposal.reportId)
    const after = await proposals.getProposal(tx, id)
    await recordActivity(tx, 'proposal.dismissed', { subjectId: id, data: { pageId: proposal.pageId } })
    await recordAudit(tx, 'proposal.dismissed', { targetId: id, before: proposal, after })
    return after
  })
}

async function decide(tx: Tx, id: string, decision: 'accepted' | 'dismissed', reportId: string | null): Promise<void> {
  const decidedBy = tx.actor.kind === 'user' ? tx.actor.id : null
  await proposals.decide(tx, id, { decision, decidedAt: tx.now(), decidedBy, reportId })
}

async function getLocked(tx: Tx, id: string): Promise<{ page: StatusPage; proposal: Proposal }> {
  const { pageId } = await proposals.getProposal(tx, id)
  const page = await repo.getPageForUpdate(tx, pageId)
  return { page, proposal: await proposals.getProposal(tx, id) }
}

function requirePerson(ctx: Context): void {
  if (ctx.actor.kind !== 'user') throw forbidden('a proposal is published by a person; a key cannot consent')
}

export function listProposalRules(ctx: Context, pageId: string): Promise<ProposalRule[]> {
  requirePermission(ctx, 'statuspages.read')
  return inTransaction(ctx, async (tx) => {
    await repo.getPage(tx, pageId)
    return proposals.listRules(tx, pageId)
  })
}

/** Throws conflict when the page has as many as it may. */
export function createProposalRule(
  ctx: Context,
  pageId: string,
  input: Pick<ProposalRule, 'projectId' | 'severities' | 'components'>,
): Promise<ProposalRule> {
  requirePermission(ctx, 'statuspages.write')
  return inTransaction(ctx, async (tx) => {
    await repo.getPageForUpdate(tx, pageId)
    const onPage = await repo.listComponents(tx, [pageId])
    refuseStrangers(input.components, new Set(onPage.map(({ id }) => id)))
    const others = await proposals.listRules(tx, pageId)
    if (others.length >= maxProposalRules) throw conflict(`a page has at most ${maxProposalRules} rules`)
    const rule = { ...input, id: newId('prr', tx.now()), pageId, createdAt: tx.now() }
    await proposals.insertRule(tx, rule)
    await recordActivity(tx, 'proposalRule.created', { subjectId: rule.id, data: { pageId } })
    await recordAudit(tx, 'proposalRule.created', { targetId: rule.id, after: rule })
    return rule
  })
}

/** What it proposed stays. */
export function deleteProposalRule(ctx: Context, id: string): Promise<void> {
  requirePermission(ctx, 'statuspages.write')
  return inTransaction(ctx, async (tx) => {
    const before = await proposals.getRule(tx, id)
    await proposals.deleteRule(tx, id)
    await recordActivity(tx, 'proposalRule.deleted', { subjectId: id, data: { pageId: before.pageId } })
    await recordAudit(tx, 'proposalRule.deleted', { targetId: id, before })
  })
}
