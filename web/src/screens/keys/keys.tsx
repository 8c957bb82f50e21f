import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import KeyRound from 'lucide-react/icons/key-round'
import Plus from 'lucide-react/icons/plus'
import { useState } from 'react'
import type { ApiKey, NewApiKey } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { Empty } from '../../components/empty.tsx'
import { Paged } from '../../components/paged.tsx'
import { Card, Screen } from '../../components/screen.tsx'
import { SkeletonRows } from '../../components/skeleton.tsx'
import { counted } from '../../format.ts'
import { useRefusal, useWorkspace } from '../../session.ts'
import { KeyRow } from './key-row.tsx'
import { splitKeys } from './key-state.ts'
import { NewKeyBox } from './new-key-box.tsx'
import { NewKey } from './new-key.tsx'
import { apiKeysQuery } from './queries.ts'

const route = getRouteApi('/$workspace/settings/keys')

export function Keys() {
  const { slug } = useWorkspace()
  const query = useInfiniteQuery(apiKeysQuery(slug))
  const { create, key: chosen } = route.useSearch()
  const navigate = route.useNavigate()
  const refusal = useRefusal('keys.write')
  const [made, setMade] = useState<NewApiKey>()
  const turn = (creating: boolean): void =>
    void navigate({ search: creating ? { create: true } : {}, replace: true, resetScroll: false })
  const creating = create && !refusal
  return (
    <Screen
      title="API keys"
      lead="For programs that use the API of this workspace. What only sends events has an ingest key in its project."
      actions={
        !creating && (
          <Button look="primary" icon={<Plus aria-hidden />} refusal={refusal} onClick={() => turn(true)}>
            Create key
          </Button>
        )
      }
    >
      {creating && (
        <NewKey
          onClose={() => turn(false)}
          onMade={(key) => {
            setMade(key)
            turn(false)
          }}
        />
      )}
      {made && <NewKeyBox key={made.id} made={made} onClose={() => setMade(undefined)} />}
      <Paged query={query} skeleton={<SkeletonRows rows={3} />} more="Show older keys">
        {(keys) =>
          keys.length === 0 ? (
            !creating && (
              <Empty icon={<KeyRound />} title="No key yet">
                A key lets a script do what you allow it: read incidents, publish a report, send events.
              </Empty>
            )
          ) : (
            <KeyList keys={keys} chosen={chosen} onMade={setMade} />
          )
        }
      </Paged>
    </Screen>
  )
}

type ListProps = { keys: readonly ApiKey[]; chosen: string | undefined; onMade: (key: NewApiKey) => void }

/** What has ended stays, to be asked what it did, but out of the way. */
function KeyList({ keys, chosen, onMade }: ListProps) {
  const { working, ended } = splitKeys(keys, new Date())
  const rows = (list: readonly ApiKey[]) => (
    <ul>
      {list.map((key) => (
        <KeyRow key={key.id} apiKey={key} open={key.id === chosen} onMade={onMade} />
      ))}
    </ul>
  )
  return (
    <>
      {working.length > 0 ? (
        <Card>{rows(working)}</Card>
      ) : (
        <p className="rounded-lg border border-dashed border-line-strong px-4 py-6 text-center text-muted">
          No key works any more: the API refuses every program.
        </p>
      )}
      {ended.length > 0 && (
        <details className="mt-6" open={ended.some(({ id }) => id === chosen)}>
          <summary className="mb-2 cursor-pointer text-muted hover:text-text">
            {counted(ended.length, 'key')} that {ended.length === 1 ? 'has' : 'have'} ended
          </summary>
          <Card>{rows(ended)}</Card>
        </details>
      )}
    </>
  )
}
