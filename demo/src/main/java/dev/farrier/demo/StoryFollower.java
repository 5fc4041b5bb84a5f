package dev.farrier.demo;

import dev.farrier.demo.chaos.ChaosRun;
import dev.farrier.demo.fleet.Fleet;
import dev.farrier.demo.story.Story;
import dev.farrier.demo.story.StoryPrinter;
import dev.farrier.demo.story.StoryTopics;
import dev.farrier.model.AuditRecord;
import dev.farrier.model.Incident;
import dev.farrier.model.MatchedEvent;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Prints the story of Farrier's topics, and hands incidents to the chaos run. */
final class StoryFollower implements StoryTopics.Listener {
    private final StoryPrinter printer;
    private final ChaosRun chaosRun;
    private final Story story = new Story();
    private final Set<String> heard = ConcurrentHashMap.newKeySet();

    StoryFollower(StoryPrinter printer, ChaosRun chaosRun) {
        this.printer = printer;
        this.chaosRun = chaosRun;
    }

    @Override
    public void onSignal(MatchedEvent event) {
        heard.add(event.event().source() + " " + event.event().label("host"));
        story.on(event).forEach(printer::print);
    }

    @Override
    public void onAudit(AuditRecord record) {
        story.on(record).forEach(printer::print);
    }

    @Override
    public void onIncident(Incident incident, long at) {
        chaosRun.recordIncident(incident);
        story.on(incident, at).forEach(printer::print);
    }

    /** Farrier has matched a heartbeat and a probe of every bridge. */
    boolean hasHeartbeatsOfAll() {
        return Fleet.BRIDGES.stream()
                .allMatch(bridge ->
                        heard.contains("bridge-heartbeats " + bridge) && heard.contains("bridge-probes " + bridge));
    }
}
