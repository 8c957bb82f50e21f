import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { Page } from '../paging.ts'
import { Button } from './button.tsx'
import { Loaded } from './loaded.tsx'

type Props<T> = {
  query: UseInfiniteQueryResult<InfiniteData<Page<T>>>
  skeleton: ReactNode
  /** On the button for the next page: `Show older entries`. */
  more: string
  children: (items: T[]) => ReactNode
}

/** What has come of a list, and a button for more of it. */
export function Paged<T>({ query, skeleton, more, children }: Props<T>) {
  return (
    <Loaded query={query} skeleton={skeleton}>
      {({ pages }) => (
        <>
          {children(pages.flatMap(({ items }) => items))}
          {query.hasNextPage && (
            <div className="mt-3 text-center">
              <Button pending={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                {more}
              </Button>
            </div>
          )}
        </>
      )}
    </Loaded>
  )
}
