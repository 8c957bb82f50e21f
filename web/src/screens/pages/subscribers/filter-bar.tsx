import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { subscriberChannels, subscriberStates } from '../../../tabs.ts'
import { Select } from '../../../components/field.tsx'
import type { SubscriberFilter } from './queries.ts'
import { channelWords, stateWords } from './words.ts'

const route = getRouteApi('/$workspace/pages/$pageId')

type Search = ReturnType<typeof route.useSearch>

/** What stands in the address. */
export function readFilter({ q, subscriber, channel }: Search): SubscriberFilter {
  return { search: q, state: subscriber, channel }
}

const typingMs = 300

/** All of it is in the address, so that it can be sent on and come back to. */
export function FilterBar() {
  const navigate = useNavigate({ from: '/$workspace/pages/$pageId' })
  const { q = '', subscriber, channel } = route.useSearch()
  const [typed, setTyped] = useState(q)
  useEffect(() => {
    if (typed.trim() === q) return
    const timer = setTimeout(
      () => void navigate({ search: (old) => ({ ...old, q: typed.trim() || undefined }), replace: true }),
      typingMs,
    )
    return () => clearTimeout(timer)
  }, [typed, q, navigate])
  return (
    <>
      <input
        type="search"
        aria-label="Find an address"
        placeholder="Find an address"
        value={typed}
        maxLength={200}
        onChange={(event) => setTyped(event.target.value)}
        className="h-7 w-48 min-w-0 rounded-md border border-line bg-surface px-2.5 text-sm placeholder:text-faint pointer-coarse:h-9"
      />
      <Select
        aria-label="State"
        value={subscriber ?? ''}
        onChange={({ target }) =>
          void navigate({
            search: (old) => ({ ...old, subscriber: subscriberStates.find((each) => each === target.value) }),
            replace: true,
          })
        }
        options={[
          { value: '', word: 'Any state' },
          ...subscriberStates.map((value) => ({ value, word: stateWords[value] })),
        ]}
      />
      <Select
        aria-label="Channel"
        value={channel ?? ''}
        onChange={({ target }) =>
          void navigate({
            search: (old) => ({ ...old, channel: subscriberChannels.find((each) => each === target.value) }),
            replace: true,
          })
        }
        options={[
          { value: '', word: 'Any channel' },
          ...subscriberChannels.map((value) => ({ value, word: channelWords[value] })),
        ]}
      />
    </>
  )
}
