import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import Megaphone from 'lucide-react/icons/megaphone'
import Plus from 'lucide-react/icons/plus'
import { Button, buttonClass } from '../../components/button.tsx'
import { Empty } from '../../components/empty.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Card, Screen } from '../../components/screen.tsx'
import { SkeletonRows } from '../../components/skeleton.tsx'
import { HeadlinePill } from '../../components/states.tsx'
import { counted } from '../../format.ts'
import { useRefusal, useWorkspace } from '../../session.ts'
import { NewPage } from './new-page.tsx'
import { pagesQuery } from './queries.ts'

const route = getRouteApi('/$workspace/pages')

export function PageList() {
  const { slug } = useWorkspace()
  const query = useQuery(pagesQuery(slug))
  const { create } = route.useSearch()
  const navigate = route.useNavigate()
  const refusal = useRefusal('statuspages.write')
  const button = (
    <Button
      look="primary"
      icon={<Plus aria-hidden />}
      refusal={refusal}
      onClick={() => void navigate({ search: { create: true } })}
    >
      Create status page
    </Button>
  )
  const bring = !refusal && (
    <Link to="/$workspace/pages/import" params={{ workspace: slug }} className={buttonClass('secondary')}>
      Import
    </Link>
  )
  return (
    <Screen
      title="Status pages"
      lead="What your customers see, and who of them asked to be told."
      actions={
        !create &&
        query.data?.items.length !== 0 && (
          <>
            {bring}
            {button}
          </>
        )
      }
    >
      {create && !refusal && <NewPage onClose={() => void navigate({ search: {}, replace: true })} />}
      <Loaded query={query} skeleton={<SkeletonRows rows={2} />}>
        {({ items }) =>
          items.length === 0 ? (
            !create && (
              <Empty
                icon={<Megaphone />}
                title="No status page yet"
                action={
                  <>
                    {button}
                    {bring}
                  </>
                }
              >
                A status page shows the components of your service, the reports that you publish, and lets people
                subscribe. It works without JavaScript and carries nothing from elsewhere.
              </Empty>
            )
          ) : (
            <Card>
              <ul>
                {items.map(({ id, name, url, headline, subscriberCount }) => (
                  <li
                    key={id}
                    className="relative flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line px-4 py-3.5 last:border-b-0 hover:bg-hover"
                  >
                    <div className="min-w-0 flex-1 basis-56">
                      <Link
                        to="/$workspace/pages/$pageId"
                        params={{ workspace: slug, pageId: id }}
                        className="text-base font-medium after:absolute after:inset-0"
                      >
                        {name}
                      </Link>
                      <p className="truncate text-xs text-faint">{url}</p>
                    </div>
                    <span className="text-xs text-muted">{counted(subscriberCount, 'subscriber')}</span>
                    <HeadlinePill state={headline.indicator}>{headline.description}</HeadlinePill>
                  </li>
                ))}
              </ul>
            </Card>
          )
        }
      </Loaded>
    </Screen>
  )
}
