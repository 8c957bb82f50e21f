import { Skeleton } from '../../components/skeleton.tsx'

export function DashboardSkeleton() {
  return (
    <div role="status" aria-label="Loading" className="grid gap-2 p-4 md:grid-cols-3">
      <Skeleton className="h-9 md:col-span-3" />
      {Array.from({ length: 6 }, (_, place) => (
        <Skeleton key={place} className="h-56" />
      ))}
    </div>
  )
}
