package dev.farrier.model;

/**
 * One incarnation of an executor worker.
 *
 * @param id random, kept in the worker's data directory; empty: no worker
 * @param incarnation raised and forced to disk at each start; at least 1 for a worker
 */
public record WorkerInstance(String id, long incarnation) {
    /** As in outcomes: {@code <id>#<incarnation>}. */
    @Override
    public String toString() {
        return id + "#" + incarnation;
    }

    /** The id in {@code <id>#<incarnation>}; of any other text the text itself. */
    public static String idOf(String instance) {
        int hash = instance.lastIndexOf('#');
        return hash < 0 ? instance : instance.substring(0, hash);
    }

    /** True when this is a later incarnation of the same worker. */
    public boolean succeeds(WorkerInstance other) {
        return id.equals(other.id) && incarnation > other.incarnation;
    }
}
