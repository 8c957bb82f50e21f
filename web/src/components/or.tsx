/** Between two ways of doing the same. */
export function Or() {
  return (
    <div className="my-4 flex items-center gap-3 text-xs text-faint" aria-hidden>
      <span className="h-px flex-1 bg-line" />
      or
      <span className="h-px flex-1 bg-line" />
    </div>
  )
}
