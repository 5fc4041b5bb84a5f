package dev.farrier.detect.time;

/**
 * How one policy's groups are put in order.
 *
 * @param lateness how much older than the newest event of its group an event may be, milliseconds
 * @param idRetention how long an id is remembered after its event, milliseconds
 * @param rememberedIds how many ids are remembered besides those of pending events
 */
public record OrderingConfig(long lateness, long idRetention, int rememberedIds) {}
