/** What stores say of a group of events, counted for the analyser. */
export {
  countAttributes,
  countByRelease,
  countBySteps,
  listKeysBeside,
  sampleEventIds,
  type Period,
} from './event-facts.ts'
export { countCalls } from './span-facts.ts'
