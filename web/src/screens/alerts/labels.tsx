/** Labels as small pieces of text; the name of the alert is elsewhere already. */
export function Labels({ labels, leave = [] }: { labels: Record<string, string>; leave?: readonly string[] }) {
  const shown = Object.entries(labels).filter(([name]) => !leave.includes(name))
  if (shown.length === 0) return <span className="text-xs text-faint">no labels</span>
  return (
    <span className="inline-flex min-w-0 flex-wrap gap-1">
      {shown.map(([name, value]) => (
        <code key={name} className="max-w-full rounded bg-sunken px-1.5 py-px text-xs break-all">
          <span className="text-muted">{name}=</span>
          {value}
        </code>
      ))}
    </span>
  )
}
