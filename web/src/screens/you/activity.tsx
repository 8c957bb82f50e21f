import { useInfiniteQuery } from '@tanstack/react-query'
import { Button } from '../../components/button.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Card, Section } from '../../components/screen.tsx'
import { SkeletonRows } from '../../components/skeleton.tsx'
import { Time } from '../../components/time.tsx'
import { activityQuery } from './queries.ts'
import { activityWords, deviceWords } from './words.ts'

/** What happened to one's own sign-in. Whatever one did not do oneself is a reason to change the password. */
export function Activity() {
  const query = useInfiniteQuery(activityQuery)
  return (
    <Loaded query={query} skeleton={<SkeletonRows rows={6} />}>
      {({ pages }) => (
        <Section title="What happened to your sign-in">
          <Card>
            {pages
              .flatMap(({ items }) => items)
              .map((entry) => (
                <div
                  key={entry.id}
                  className="flex flex-wrap items-baseline gap-x-3 border-b border-line px-4 py-2.5 last:border-b-0"
                >
                  <span className={entry.type === 'signIn.refused' ? 'text-down' : undefined}>
                    {activityWords(entry.type)}
                  </span>
                  <span className="min-w-0 flex-1 basis-52 text-xs text-faint">
                    {deviceWords(entry)}, from {entry.remoteAddress}
                  </span>
                  <Time at={entry.at} className="text-xs text-muted" />
                </div>
              ))}
          </Card>
          {query.hasNextPage && (
            <Button
              className="mt-3"
              pending={query.isFetchingNextPage}
              onClick={() => {
                void query.fetchNextPage()
              }}
            >
              Show older entries
            </Button>
          )}
        </Section>
      )}
    </Loaded>
  )
}
