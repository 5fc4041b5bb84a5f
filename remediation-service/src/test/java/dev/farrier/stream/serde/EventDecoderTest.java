package dev.farrier.stream.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.farrier.RandomCases;
import dev.farrier.model.Event;
import dev.farrier.model.EventKind;
import dev.farrier.model.Labels;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whatever the bytes are, it must say what the codec says of them, which it is only quicker than. */
class EventDecoderTest {
    private static final RecordCodec<Event> CODEC = RecordCodec.of(Event.class);
    private static final List<String> RESERVED = List.of("name", "message", "severity", "source", "host", "no such");

    private final EventDecoder reader = new EventDecoder();

    @Test
    void shouldSayWhatTheEventSays() {
        for (int seed = 0; seed < RandomCases.of(2_000); seed++) {
            assertSame(CODEC.encode(new Samples(seed).next(Event.class)));
        }
    }

    @Test
    void shouldRefuseWhatTheCodecRefuses() {
        int refused = 0;
        for (int seed = 0; seed < RandomCases.of(20_000); seed++) {
            Random random = new Random(seed);
            refused += assertSame(broken(CODEC.encode(new Samples(seed % 500).next(Event.class)), random));
        }
        assertThat(refused).isBetween(RandomCases.of(5_000), RandomCases.of(19_000));
    }

    @Test
    void shouldRefuseEveryTruncationAndEveryByteTooMuch() {
        byte[] bytes = CODEC.encode(metric(Labels.of("host", "mb-01", "zone", "a")));
        for (int length = 0; length < bytes.length; length++) {
            assertThat(assertSame(Arrays.copyOf(bytes, length))).isOne();
        }
        assertThat(assertSame(Arrays.copyOf(bytes, bytes.length + 1))).isOne();
        assertThat(assertSame(null)).isOne();
    }

    /** Each byte of one message set to each value. */
    @Test
    void shouldAgreeWithTheCodecOnEveryByte() {
        byte[] bytes = CODEC.encode(metric(Labels.of("host", "é", "zone", "a")));
        for (int at = 0; at < bytes.length; at++) {
            for (int value = 0; value < 256; value++) {
                byte[] other = bytes.clone();
                other[at] = (byte) value;
                assertSame(other);
            }
        }
    }

    @Test
    void shouldReadWhatOthersMayWriteToo() throws IOException {
        // a block with its size, two blocks, a name twice, an empty value
        byte[] odd = message(out -> {
            out.writeLong(-1);
            out.writeLong(6);
            label(out, "zz", "1");
            out.writeLong(3);
            label(out, "aa", "1");
            label(out, "aa", "2");
            label(out, "zz", "");
            out.writeLong(0);
        });
        // without that size it is none of the codec's cases
        byte[] twice = message(out -> {
            out.writeLong(3);
            label(out, "aa", "1");
            label(out, "zz", "1");
            label(out, "aa", "2");
            out.writeLong(1);
            label(out, "zz", "");
            out.writeLong(0);
        });

        for (byte[] bytes : List.of(odd, twice)) {
            assertThat(assertSame(bytes)).isZero();
            assertThat(reader.label("aa")).isEqualTo("2");
            assertThat(reader.label("zz")).isEmpty();
        }
    }

    /** Else it would be right, and of no use. */
    @Test
    void shouldMakeNothingOfWhatNobodyAsksFor() {
        byte[] bytes = CODEC.encode(metric(Labels.of("host", "mb-01", "zone", "a")));
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long sum = 0;
        long before = 0;
        for (int i = 0; i < 2_000; i++) {
            if (i == 1_000) {
                before = threads.getCurrentThreadAllocatedBytes();
            }
            reader.read(bytes);
            sum += reader.time()
                    + reader.source().length()
                    + reader.label("name").length();
        }
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;

        assertThat(sum).isPositive();
        assertThat(allocated).isLessThan(1_000 * 160L);
    }

    @Test
    void shouldForgetTheEventBefore() {
        reader.read(CODEC.encode(metric(Labels.of("host", "a"))));
        assertThat(reader.whole().labels()).containsEntry("host", "a");
        reader.read(CODEC.encode(metric(Labels.of("host", "b"))));
        assertThat(reader.label("host")).isEqualTo("b");
        assertThat(reader.whole().labels()).containsEntry("host", "b");
        assertThatThrownBy(() -> reader.read(new byte[3])).isInstanceOf(RecordFormatException.class);
    }

    /** 1 when both refuse it. */
    private int assertSame(byte @Nullable [] bytes) {
        Event event;
        try {
            event = CODEC.decode(bytes);
        } catch (RecordFormatException refused) {
            assertThatThrownBy(() -> reader.read(bytes))
                    .isInstanceOf(RecordFormatException.class)
                    .hasMessage(refused.getMessage());
            return 1;
        }
        reader.read(bytes);
        assertThat(reader.source()).isEqualTo(event.source());
        assertThat(reader.time()).isEqualTo(event.time());
        Stream.concat(RESERVED.stream(), event.labels().keySet().stream()).forEach(label -> {
            assertThat(reader.label(label)).as(label).isEqualTo(event.label(label));
        });
        assertThat(reader.whole()).isEqualTo(event);
        return 0;
    }

    private static byte[] broken(byte[] bytes, Random random) {
        List<Byte> broken = new ArrayList<>();
        for (byte each : bytes) {
            broken.add(each);
        }
        for (int changes = 1 + random.nextInt(2); changes > 0; changes--) {
            // most of them behind the header, which else would be all that is ever looked at
            int at = Math.min(broken.size() - 1, random.nextInt(10) == 0 ? 0 : 10 + random.nextInt(broken.size()));
            switch (random.nextInt(4)) {
                case 0 -> broken.set(at, (byte) random.nextInt());
                case 1 -> broken.set(at, (byte) (broken.get(at) ^ (1 << random.nextInt(8))));
                case 2 -> broken.remove(at);
                default -> broken.add(at, (byte) random.nextInt(4));
            }
        }
        byte[] result = new byte[broken.size()];
        for (int i = 0; i < result.length; i++) {
            result[i] = broken.get(i);
        }
        return result;
    }

    private static Event metric(Map<String, String> labels) {
        return new Event(
                "id",
                "readings",
                EventKind.METRIC,
                1_780_000_000_000L,
                "n",
                "info",
                "m",
                new TreeMap<>(labels),
                0.5,
                null);
    }

    private interface Labelled {
        void write(BinaryEncoder out) throws IOException;
    }

    /** As {@link #metric}, with labels as they are written here. */
    private static byte[] message(Labelled labels) throws IOException {
        byte[] header = Arrays.copyOf(CODEC.encode(metric(Map.of())), 10);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(header);
        BinaryEncoder out = EncoderFactory.get().directBinaryEncoder(bytes, null);
        out.writeString("id");
        out.writeString("readings");
        out.writeEnum(EventKind.METRIC.ordinal());
        out.writeLong(1_780_000_000_000L);
        out.writeString("n");
        out.writeString("info");
        out.writeString("m");
        labels.write(out);
        out.writeIndex(0);
        out.writeIndex(0);
        out.writeLong(0);
        out.flush();
        return bytes.toByteArray();
    }

    private static void label(BinaryEncoder out, String name, String value) throws IOException {
        out.writeString(name);
        out.writeString(value);
    }
}
