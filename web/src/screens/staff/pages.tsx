/** What the lists here share: rows in a card, older ones by a button, and a proof of who one is where it is asked for. */
import type { InfiniteData, UseInfiniteQueryResult, UseQueryResult } from '@tanstack/react-query'
import ShieldCheck from 'lucide-react/icons/shield-check'
import type { ReactNode } from 'react'
import { ApiError } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { cn } from '../../components/class-names.ts'
import { Empty } from '../../components/empty.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Card } from '../../components/screen.tsx'
import { SkeletonRows } from '../../components/skeleton.tsx'

type Page<Item> = { items: Item[]; nextCursor: string | null }
type Props<Item> = {
  query: UseInfiniteQueryResult<InfiniteData<Page<Item>>>
  children: (items: Item[]) => ReactNode
}

/** All items so far, and a way to older ones. */
export function Pages<Item>({ query, children }: Props<Item>) {
  return (
    <Fresh query={query}>
      {({ pages }) => (
        <>
          {children(pages.flatMap(({ items }) => items))}
          {query.hasNextPage && (
            <Button className="mt-3" pending={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
              Show older ones
            </Button>
          )}
        </>
      )}
    </Fresh>
  )
}

/** Whoever would rather not prove who they are is told what it is for. */
export function Fresh<T>({ query, children }: { query: UseQueryResult<T>; children: (data: T) => ReactNode }) {
  const { error } = query
  if (query.data === undefined && error instanceof ApiError && error.code === 'fresh_factor_required') {
    return (
      <Empty
        icon={<ShieldCheck />}
        title="Confirm that it is you"
        action={
          <Button look="primary" pending={query.isFetching} onClick={() => void query.refetch()}>
            Confirm
          </Button>
        }
      >
        Everything here needs a factor that was proved in the last ten minutes.
      </Empty>
    )
  }
  return (
    <Loaded query={query} skeleton={<SkeletonRows rows={4} />}>
      {children}
    </Loaded>
  )
}

export function Rows({ children }: { children: ReactNode }) {
  return (
    <Card>
      <ul>{children}</ul>
    </Card>
  )
}

/** Words on the left, acts on the right; one below the other where there is no room. */
export function Row({
  children,
  actions,
  className,
}: {
  children: ReactNode
  actions?: ReactNode
  className?: string
}) {
  return (
    <li
      className={cn(
        'flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line px-4 py-3 last:border-b-0',
        className,
      )}
    >
      <div className="min-w-0 flex-1 basis-64">{children}</div>
      {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
    </li>
  )
}
