import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { clientFor } from '../../../api.ts'

type Client = ReturnType<typeof clientFor>
type ItemOf<Name extends keyof Client> = Client[Name] extends (...input: never[]) => Promise<{ items: (infer Item)[] }>
  ? Item
  : never

export type Template = ItemOf<'listReportTemplates'>
export type ScheduledPost = ItemOf<'listScheduledPosts'>
export type Proposal = ItemOf<'listProposals'>
export type ProposalRule = ItemOf<'listProposalRules'>

export type ReportFilter = { state?: 'open' | 'over'; component?: string; q?: string }

/** All keys begin with `pages`: what is published changes the headline of its page as well. */
export const filteredReportsQuery = (workspace: string, pageId: string, { state, component, q }: ReportFilter) =>
  infiniteQueryOptions({
    queryKey: [workspace, 'pages', pageId, 'reports', state, component, q],
    queryFn: ({ pageParam, signal }) =>
      clientFor(workspace).listReports({
        params: { pageId },
        query: { cursor: pageParam, limit: 20, state, componentId: component, search: q },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    placeholderData: (previous) => previous,
  })

export const templatesQuery = (workspace: string, pageId: string) =>
  queryOptions({
    queryKey: [workspace, 'pages', pageId, 'templates'],
    queryFn: ({ signal }) => clientFor(workspace).listReportTemplates({ params: { pageId }, signal }),
  })

export const scheduledPostsQuery = (workspace: string, pageId: string) =>
  queryOptions({
    queryKey: [workspace, 'pages', pageId, 'scheduled'],
    queryFn: ({ signal }) => clientFor(workspace).listScheduledPosts({ params: { pageId }, signal }),
    refetchInterval: 30_000,
  })

export const proposalsQuery = (workspace: string, pageId: string) =>
  queryOptions({
    queryKey: [workspace, 'pages', pageId, 'proposals'],
    queryFn: ({ signal }) =>
      clientFor(workspace).listProposals({ params: { pageId }, query: { state: 'waiting' }, signal }),
    refetchInterval: 30_000,
  })

export const proposalQuery = (workspace: string, proposalId: string) =>
  queryOptions({
    queryKey: [workspace, 'pages', 'proposal', proposalId],
    queryFn: ({ signal }) => clientFor(workspace).getProposal({ params: { proposalId }, signal }),
  })

export const proposalRulesQuery = (workspace: string, pageId: string) =>
  queryOptions({
    queryKey: [workspace, 'pages', pageId, 'proposal-rules'],
    queryFn: ({ signal }) => clientFor(workspace).listProposalRules({ params: { pageId }, signal }),
  })

export const revisionsQuery = (workspace: string, updateId: string, correctedAt: string | null) =>
  queryOptions({
    queryKey: [workspace, 'pages', 'revisions', updateId, correctedAt],
    queryFn: ({ signal }) => clientFor(workspace).listUpdateRevisions({ params: { updateId }, signal }),
  })
