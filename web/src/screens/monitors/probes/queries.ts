import { queryOptions } from '@tanstack/react-query'
import { clientFor } from '../../../api.ts'

/** Read again by itself, so that a probe that has just been started turns up. */
export const probesQuery = (workspace: string) =>
  queryOptions({
    queryKey: [workspace, 'probes'],
    queryFn: ({ signal }) => clientFor(workspace).listProbes({ signal }),
    refetchInterval: 5_000,
  })

type Client = ReturnType<typeof clientFor>
export type Probe = Awaited<ReturnType<Client['listProbes']>>['items'][number]
export type NewProbe = Awaited<ReturnType<Client['createProbe']>>
