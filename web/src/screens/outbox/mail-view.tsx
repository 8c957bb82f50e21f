import { useState } from 'react'
import type { Mail } from '../../api.ts'
import { cn } from '../../components/class-names.ts'
import { ExternalLink, Fact, Facts, ValueTable } from '../../components/facts.tsx'
import { Time } from '../../components/time.tsx'

const views = ['HTML', 'Text', 'Headers'] as const

export function MailView({ mail }: { mail: Mail }) {
  const [view, setView] = useState<(typeof views)[number]>(mail.html ? 'HTML' : 'Text')
  return (
    <article className="flex flex-col gap-4 px-4 py-5 md:px-6">
      <h2 className="text-lg font-semibold break-words">{mail.subject}</h2>
      <Facts>
        <Fact name="To">{mail.to}</Fact>
        <Fact name="Kept">
          <Time at={mail.createdAt} />
        </Fact>
        <Fact name="Kind">{mail.stream === 'subscription' ? 'To a subscriber' : 'To a member or channel'}</Fact>
      </Facts>
      <div role="group" aria-label="Form of the mail" className="flex gap-1">
        {views.map((each) => (
          <button
            key={each}
            type="button"
            aria-pressed={each === view}
            disabled={each === 'HTML' && !mail.html}
            onClick={() => setView(each)}
            className={cn(
              'h-7 rounded-md px-2.5 font-medium pointer-coarse:h-9',
              each === view ? 'bg-selected text-text' : 'text-muted hover:bg-hover',
            )}
          >
            {each}
          </button>
        ))}
      </div>
      {view === 'HTML' && (
        <div>
          {/* No permission at all: no script runs, no form is sent, no link opens, nothing knows of this page. */}
          <iframe
            title="The mail as it looks"
            sandbox=""
            srcDoc={mail.html}
            referrerPolicy="no-referrer"
            className="h-[64vh] min-h-96 w-full rounded-lg border border-line bg-[#fff]"
            style={{ colorScheme: 'light' }}
          />
          <p className="mt-1 text-xs text-faint">Links do not open from here. The text form has them.</p>
        </div>
      )}
      {view === 'Text' && (
        <pre
          tabIndex={0}
          aria-label="The mail as text"
          className="overflow-x-auto rounded-lg border border-line bg-sunken p-4 text-xs leading-5 break-words whitespace-pre-wrap"
        >
          {linked(mail.text)}
        </pre>
      )}
      {view === 'Headers' && (
        <ValueTable label="Headers" rows={mail.headers.map(({ name, value }) => [name, value] as const)} />
      )}
    </article>
  )
}

/** Addresses in plain text, to be followed in a new tab: a confirmation cannot be tried otherwise. */
function linked(text: string) {
  return text.split(/(https?:\/\/[^\s<>"]+)/).map((part, index) =>
    index % 2 === 1 ? (
      <ExternalLink key={index} href={part}>
        {part}
      </ExternalLink>
    ) : (
      part
    ),
  )
}
