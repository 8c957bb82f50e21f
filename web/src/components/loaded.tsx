import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { ErrorPanel } from './error-panel.tsx'

type Props<T> = {
  query: UseQueryResult<T>
  skeleton: ReactNode
  children: (data: T) => ReactNode
  /** It is the whole screen, so that its failure is as well. */
  whole?: boolean
}

/** Shows what was fetched; else what is being waited for; else why it did not come. Old data stays when a refresh fails. */
export function Loaded<T>({ query, skeleton, children, whole }: Props<T>) {
  if (query.data !== undefined) return children(query.data)
  if (query.isError) {
    return (
      <div className="p-4 md:p-6">
        <ErrorPanel heading={whole ? 'h1' : 'p'} error={query.error} retry={() => void query.refetch()} />
      </div>
    )
  }
  return skeleton
}
