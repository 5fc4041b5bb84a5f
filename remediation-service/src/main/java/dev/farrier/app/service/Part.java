package dev.farrier.app.service;

import dev.farrier.api.Readiness.Check;

/** One thing that runs, can be asked how it is, and is closed within a few seconds. */
interface Part extends AutoCloseable {
    Check check();

    @Override
    void close();
}
