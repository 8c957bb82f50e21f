import { cn } from './class-names.ts'

/** Stands where something will be, in its size, so that nothing jumps when it comes. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={cn('skeleton h-4', className)} />
}

export function SkeletonRows({ rows = 6, className }: { rows?: number; className?: string }) {
  return (
    <div role="status" aria-label="Loading" className={cn('flex flex-col', className)}>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className="flex h-14 flex-col justify-center gap-2 border-b border-line px-4">
          <Skeleton className={['w-2/3', 'w-1/2', 'w-3/5'][row % 3] ?? ''} />
          <Skeleton className="h-3 w-1/3" />
        </div>
      ))}
    </div>
  )
}
