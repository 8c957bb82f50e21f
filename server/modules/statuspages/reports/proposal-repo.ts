/** SQL of proposals and of the rules that make them. */
import './tables.ts'
import type { Tx } from '#platform/context'
import { notFound } from '#platform/errors'
import type { Proposal, ProposalRule } from './proposal.ts'
import { asJson, statesOf } from './template-repo.ts'

const columns = [
  ...(['id', 'pageId', 'incidentId', 'reportId', 'source', 'ruleId', 'analysisId', 'confidence', 'title'] as const),
  ...(['status', 'body', 'components', 'createdAt', 'decidedAt', 'decision', 'decidedBy'] as const),
]
const ruleColumns = ['id', 'pageId', 'projectId', 'severities', 'components', 'createdAt'] as const

/** False when another one for the incident waits on the page. */
export async function insertProposal(tx: Tx, proposal: Proposal): Promise<boolean> {
  const written = await tx.db
    .insertInto('reportProposals')
    .values({ ...proposal, components: asJson(proposal.components), workspaceId: tx.workspaceId })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  return written !== undefined
}

export async function decide(
  tx: Tx,
  id: string,
  decision: Pick<Proposal, 'decision' | 'decidedAt' | 'decidedBy' | 'reportId'>,
): Promise<void> {
  const query = tx.db.updateTable('reportProposals').set(decision).where('workspaceId', '=', tx.workspaceId)
  await query.where('id', '=', id).execute()
}

function proposals(tx: Tx) {
  return tx.db.selectFrom('reportProposals').select(columns).where('workspaceId', '=', tx.workspaceId)
}

type Row = Awaited<ReturnType<ReturnType<typeof proposals>['executeTakeFirstOrThrow']>>
const toProposal = (row: Row): Proposal => ({ ...row, components: statesOf(row.components) })

export async function getProposal(tx: Tx, id: string): Promise<Proposal> {
  const row = await proposals(tx).where('id', '=', id).executeTakeFirst()
  if (!row) throw notFound('proposal')
  return toProposal(row)
}

/** Newest first. */
export async function listProposals(
  tx: Tx,
  pageId: string,
  {
    state,
    before,
    limit,
  }: { state: 'waiting' | 'decided'; before: { createdAt: Date; id: string } | undefined; limit: number },
): Promise<Proposal[]> {
  let query = proposals(tx)
    .where('pageId', '=', pageId)
    .where('decidedAt', state === 'waiting' ? 'is' : 'is not', null)
  if (before) {
    query = query.where((eb) =>
      eb.or([
        eb('createdAt', '<', before.createdAt),
        eb.and([eb('createdAt', '=', before.createdAt), eb('id', '<', before.id)]),
      ]),
    )
  }
  const rows = await query.orderBy('createdAt', 'desc').orderBy('id', 'desc').limit(limit).execute()
  return rows.map(toProposal)
}

/** Of all pages: those that wait, and those that were made since, whatever became of them. */
export async function listOfIncident(tx: Tx, incidentId: string, since: Date): Promise<Proposal[]> {
  const rows = await proposals(tx)
    .where('incidentId', '=', incidentId)
    .where((eb) => eb.or([eb('decidedAt', 'is', null), eb('createdAt', '>=', since)]))
    .execute()
  return rows.map(toProposal)
}

export async function insertRule(tx: Tx, rule: ProposalRule): Promise<void> {
  const row = { ...rule, components: asJson(rule.components), workspaceId: tx.workspaceId }
  await tx.db.insertInto('proposalRules').values(row).execute()
}

export async function deleteRule(tx: Tx, id: string): Promise<void> {
  await tx.db.deleteFrom('proposalRules').where('workspaceId', '=', tx.workspaceId).where('id', '=', id).execute()
}

function rules(tx: Tx) {
  return tx.db.selectFrom('proposalRules').select(ruleColumns).where('workspaceId', '=', tx.workspaceId)
}

export async function getRule(tx: Tx, id: string): Promise<ProposalRule> {
  const row = await rules(tx).where('id', '=', id).executeTakeFirst()
  if (!row) throw notFound('proposal rule')
  return { ...row, components: statesOf(row.components) }
}

/** Of one page, or of all. */
export async function listRules(tx: Tx, pageId?: string): Promise<ProposalRule[]> {
  const query = pageId === undefined ? rules(tx) : rules(tx).where('pageId', '=', pageId)
  const rows = await query.orderBy('createdAt').orderBy('id').execute()
  return rows.map((row) => ({ ...row, components: statesOf(row.components) }))
}
