/** The events API, translated at the edge: bytes in, our events out. No I/O, no HTTP. */
export { type EventsApiArrival, parseEventsBody } from './event.ts'
export { type EventsApiError, eventsApiError, maxBodyBytes } from './schema.ts'
