package dev.farrier.faults.judge;

import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/** When a person heard of an incident first: of itself, or of another one that shares its call. */
public final class FirstCalls {
    private final Map<String, Long> incidents = new TreeMap<>();
    private final Map<String, Long> calls = new TreeMap<>();

    /**
     * @param delivered incident that a call named → when it was made, epoch milliseconds
     * @param callOf incident → the call that stands for it; empty: none does
     */
    public FirstCalls(Map<String, Long> delivered, Map<String, String> callOf) {
        incidents.putAll(delivered);
        callOf.forEach((incident, call) -> {
            Long at = incidents.get(incident);
            if (at != null && !call.isEmpty()) {
                calls.merge(call, at, Math::min);
            }
        });
    }

    /** @param call the one that stands for it; empty: none does */
    public OptionalLong of(String incident, String call) {
        Long at = incidents.get(incident);
        Long shared = calls.get(call);
        if (at == null) {
            return shared == null ? OptionalLong.empty() : OptionalLong.of(shared);
        }
        return OptionalLong.of(shared == null ? at : Math.min(at, shared));
    }

    static FirstCalls of(History history) {
        Map<String, Long> delivered = new TreeMap<>();
        history.calls().forEach(call -> delivered.merge(call.incident(), call.at(), Math::min));
        Map<String, String> callOf = new TreeMap<>();
        history.incidents().forEach(incident -> callOf.put(incident.id(), incident.call()));
        return new FirstCalls(delivered, callOf);
    }
}
