package dev.farrier.app.service;

import dev.farrier.api.ReadinessCheck;
import java.util.List;

/** One thing that runs, can be asked how it is, and is closed within a few seconds. */
interface ServiceComponent extends AutoCloseable {
    ReadinessCheck check();

    /** All that it has to say, when that is more than one thing. */
    default List<ReadinessCheck> checks() {
        return List.of(check());
    }

    @Override
    void close();
}
