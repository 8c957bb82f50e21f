import { queryOptions } from '@tanstack/react-query'
import { clientFor } from '../../../api.ts'
import type {
  GetPageAccessResult,
  GetPageExportResult,
  GetPageLookResult,
  ListPageHostsResult,
} from '../../../../../api/client.ts'

export type Look = GetPageLookResult
export type Access = GetPageAccessResult
export type PageExport = GetPageExportResult
export type PageHost = ListPageHostsResult['items'][number]

export const lookQuery = (workspace: string, pageId: string) =>
  queryOptions({
    queryKey: [workspace, 'pages', pageId, 'look'],
    queryFn: ({ signal }) => clientFor(workspace).getPageLook({ params: { pageId }, signal }),
  })

export const accessQuery = (workspace: string, pageId: string) =>
  queryOptions({
    queryKey: [workspace, 'pages', pageId, 'access'],
    queryFn: ({ signal }) => clientFor(workspace).getPageAccess({ params: { pageId }, signal }),
  })

export const hostsQuery = (workspace: string, pageId: string) =>
  queryOptions({
    queryKey: [workspace, 'pages', pageId, 'hosts'],
    queryFn: ({ signal }) => clientFor(workspace).listPageHosts({ params: { pageId }, signal }),
  })

/** It goes on while somebody looks. */
const exportPollMs = 5_000

export const exportQuery = (workspace: string, pageId: string) =>
  queryOptions({
    queryKey: [workspace, 'pages', pageId, 'export'],
    queryFn: ({ signal }) => clientFor(workspace).getPageExport({ params: { pageId }, signal }),
    refetchInterval: ({ state }) => (state.data && state.data.state !== 'none' ? exportPollMs : false),
  })
