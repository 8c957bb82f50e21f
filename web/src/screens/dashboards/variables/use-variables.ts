import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Variable } from '#common/dashboards'
import type { Chosen } from '../address.ts'
import { resolveVariables, type Resolution } from './resolve.ts'

type Input = {
  workspace: string
  variables: readonly Variable[]
  chosen: Chosen
  preferred: Chosen
  bounds: { fromMs: number; toMs: number }
}

/** Undefined until the first time all are known; while something is being asked for again, what was known stays. */
export function useVariables({ workspace, variables, chosen, preferred, bounds }: Input) {
  const queryClient = useQueryClient()
  const byTime = variables.some(({ refresh, kind }) => kind === 'query' && refresh === 'time')
  return useQuery({
    queryKey: [workspace, 'variables', variables, chosen, preferred, ...(byTime ? [bounds.fromMs, bounds.toMs] : [])],
    queryFn: (): Promise<Resolution> =>
      resolveVariables({ queryClient, workspace, variables, chosen, preferred, bounds }),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    gcTime: 60_000,
    refetchOnWindowFocus: false,
  })
}
