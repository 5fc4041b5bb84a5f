package dev.farrier.demo;

import dev.farrier.demo.exam.Exam;
import dev.farrier.demo.fleet.Fleet;
import dev.farrier.demo.story.Story;
import dev.farrier.demo.story.Tail;
import dev.farrier.demo.story.Teller;
import dev.farrier.model.AuditRecord;
import dev.farrier.model.Incident;
import dev.farrier.model.MatchedEvent;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Tells what Farrier's topics say, and lets the exam know. */
final class Follower implements Tail.Listener {
    private final Teller teller;
    private final Exam exam;
    private final Story story = new Story();
    private final Set<String> heard = ConcurrentHashMap.newKeySet();

    Follower(Teller teller, Exam exam) {
        this.teller = teller;
        this.exam = exam;
    }

    @Override
    public void seen(MatchedEvent event) {
        heard.add(event.event().source() + " " + event.event().label("host"));
        story.on(event).forEach(teller::tell);
    }

    @Override
    public void audited(AuditRecord record) {
        story.on(record).forEach(teller::tell);
    }

    @Override
    public void changed(Incident incident, long at) {
        exam.know(incident);
        story.on(incident, at).forEach(teller::tell);
    }

    /** Every bridge's heartbeat and probe have come through. */
    boolean hearsAll() {
        return Fleet.BRIDGES.stream()
                .allMatch(bridge ->
                        heard.contains("bridge-heartbeats " + bridge) && heard.contains("bridge-probes " + bridge));
    }
}
