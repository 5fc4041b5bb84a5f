package dev.farrier.api.receiver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.model.EventKind;
import dev.farrier.policy.Extensions;
import dev.farrier.policy.source.SourceFormat;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EndpointTest {
    @Test
    void shouldHaveAPathForTheReceiverOfAnAddedFormat() {
        List<SourceFormat> formats = new ArrayList<>(Extensions.installed().formats());
        List<Endpoint> own = Endpoint.of(formats);
        formats.add(new PagerFormat());

        List<Endpoint> all = Endpoint.of(formats);

        assertThat(all).startsWith(own.toArray(Endpoint[]::new)).hasSize(own.size() + 1);
        assertThat(all.getLast()).isEqualTo(new Endpoint("/receivers/pager", "pager", "", true, true, ""));
    }

    @Test
    void shouldAnswerFarriersOwnReceiversEachInItsWay() {
        assertThat(Endpoint.of(Extensions.installed().formats())).isEqualTo(Endpoint.of(List.of()));
    }

    private static final class PagerFormat implements SourceFormat {
        @Override
        public String name() {
            return "pager";
        }

        @Override
        public EventKind kind() {
            return EventKind.EVENT;
        }

        @Override
        public List<String> receivers() {
            return List.of("events", "pager");
        }
    }
}
