package dev.farrier.app.service;

import dev.farrier.model.Incident;
import dev.farrier.model.OperatorInput;
import dev.farrier.stream.client.OperatorProducer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What people order by HTTP: to the decider, and straight to the workers where it cannot wait. */
record KafkaOperators(OperatorProducer operators, KafkaIncidents incidents) {
    CompletionStage<Void> send(OperatorInput input) {
        return CompletableFuture.runAsync(
                () -> {
                    switch (input) {
                        case OperatorInput.Halt halt -> operators.halt(halt.calls(), halt.by(), halt.why());
                        case OperatorInput.Resume resume -> operators.resume(resume.by(), resume.why());
                        case OperatorInput.CancelIncident cancel -> {
                            Incident known = incidents.byId(cancel.incident()).orElse(null);
                            if (known == null) {
                                operators.send(cancel);
                            } else {
                                operators.cancel(known, cancel.by(), cancel.why(), cancel.afterwards());
                            }
                        }
                        case OperatorInput.BundleActivated bundle -> operators.send(bundle);
                        case OperatorInput.SiteSeen site -> operators.send(site);
                        case OperatorInput.SiteGone site -> operators.send(site);
                        case OperatorInput.KeyRotated rotated -> operators.send(rotated);
                        case OperatorInput.SourceLoss loss -> operators.send(loss);
                    }
                },
                task -> Thread.ofVirtual().start(task));
    }
}
