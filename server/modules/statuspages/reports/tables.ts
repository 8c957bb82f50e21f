/** The rows of reports' changes, templates, scheduled posts and proposals as they lie in the database. */
import type { JsonValue } from '#platform/database'
import type { Proposal, ProposalRule } from './proposal.ts'
import type { ScheduledPost } from './scheduled-post.ts'
import type { Template } from './template.ts'

type InWorkspace = { workspaceId: string }
/** `components` is a list of id and status, as JSON. */
type WithJson<T> = Omit<T, 'components'> & InWorkspace & { components: JsonValue }

type RevisionRow = InWorkspace & {
  updateId: string
  number: number
  body: string
  displayAt: Date
  replacedAt: Date
  replacedBy: string | null
}

declare module '#platform/database' {
  interface Tables {
    updateRevisions: RevisionRow
    reportTemplates: WithJson<Template>
    scheduledPosts: WithJson<ScheduledPost>
    proposalRules: WithJson<ProposalRule>
    reportProposals: WithJson<Proposal>
  }
}
