package dev.farrier.stream.serde;

import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Values of any model type out of a seed: with nulls, empty and unsorted maps, extreme numbers, text of all scripts. */
public final class Samples {
    private static final List<String> TEXTS =
            List.of("", "a", "mb-01", "x=y,z\\", "Pferd", "日本語", "👩‍🚒 up", "line\nline", "\0", "ÿ".repeat(300));

    private final Random random;

    public Samples(long seed) {
        random = new Random(seed);
    }

    public <T> T next(Class<T> type) {
        return type.cast(value(type));
    }

    private Object value(Type type) {
        if (type instanceof ParameterizedType generic) {
            return generic.getRawType() == List.class ? list(generic) : map(generic);
        }
        Class<?> kind = (Class<?>) type;
        if (kind == byte[].class) {
            byte[] bytes = new byte[random.nextInt(5)];
            random.nextBytes(bytes);
            return bytes;
        } else if (kind == String.class) {
            return TEXTS.get(random.nextInt(TEXTS.size()));
        } else if (kind == int.class || kind == Integer.class) {
            return random.nextBoolean() ? random.nextInt(5) : random.nextInt();
        } else if (kind == long.class || kind == Long.class) {
            return random.nextBoolean() ? random.nextLong(5) : random.nextLong();
        } else if (kind == boolean.class) {
            return random.nextBoolean();
        } else if (kind == Double.class) {
            return random.nextBoolean() ? random.nextGaussian() : Double.NaN;
        } else if (kind.isEnum()) {
            Object constants = kind.getEnumConstants();
            return Array.get(constants, random.nextInt(Array.getLength(constants)));
        } else if (kind.isSealed()) {
            return value(kind.getPermittedSubclasses()[random.nextInt(kind.getPermittedSubclasses().length)]);
        }
        return record(kind);
    }

    private List<Object> list(ParameterizedType type) {
        List<Object> list = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            list.add(value(type.getActualTypeArguments()[0]));
        }
        return list;
    }

    private TreeMap<String, Object> map(ParameterizedType type) {
        TreeMap<String, Object> map = new TreeMap<>();
        for (int i = random.nextInt(6); i > 0; i--) {
            map.put((String) value(String.class), value(type.getActualTypeArguments()[1]));
        }
        return map;
    }

    /** Tries until the record's own constructor has nothing against it. */
    private Object record(Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        while (true) {
            Object[] arguments = Arrays.stream(components).map(this::component).toArray();
            try {
                Constructor<?> constructor = type.getDeclaredConstructor(types);
                constructor.setAccessible(true);
                return constructor.newInstance(arguments);
            } catch (InvocationTargetException e) {
                if (!(e.getCause() instanceof IllegalArgumentException)) {
                    throw new AssertionError(e);
                }
            } catch (ReflectiveOperationException e) {
                throw new AssertionError(e);
            }
        }
    }

    private @Nullable Object component(RecordComponent component) {
        boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
        return nullable && random.nextBoolean() ? null : value(component.getGenericType());
    }
}
