import { Skeleton } from '../../components/skeleton.tsx'

/** Rows of the height that lines have. */
export function LineSkeleton({ rows = 18 }: { rows?: number }) {
  return (
    <div role="status" aria-label="Loading">
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className="flex h-6.25 items-center gap-4 border-b border-line px-4">
          <Skeleton className="h-3 w-20" />
          <Skeleton className="h-3 w-14" />
          <Skeleton className={['h-3 w-2/5', 'h-3 w-3/5', 'h-3 w-1/3'][row % 3] ?? ''} />
        </div>
      ))}
    </div>
  )
}
