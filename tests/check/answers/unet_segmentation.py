"""Right answers to the exercises of notebook 15, written differently from the notebook's own solutions."""

import torch
import torch.nn.functional as F
from scipy import ndimage


def class_iou_from_one_hot(predicted, target, classes):
    p, t = F.one_hot(predicted, classes).flatten(0, -2).bool(), F.one_hot(target, classes).flatten(0, -2).bool()
    return (p & t).sum(0) / (p | t).sum(0)


def class_iou_as_list(predicted, target, classes):
    values = []
    for k in range(classes):
        both = ((predicted == k) * (target == k)).sum().item()
        either = (predicted == k).sum().item() + (target == k).sum().item() - both
        values.append(both / either if either else float("nan"))
    return values


def class_iou_by_table(predicted, target, classes):
    table = torch.zeros(classes, classes)
    for p, t in zip(predicted.flatten().tolist(), target.flatten().tolist(), strict=True):
        table[t, p] += 1
    return table.diag() / (table.sum(0) + table.sum(1) - table.diag())


def two_levels_with_a_stack(x, net):
    links = []
    for down in (net.down1, net.down2):
        links.append(down(x))
        x = F.max_pool2d(links[-1], kernel_size=2, stride=2)
    x = net.bottom(x)
    for up, join in ((net.up2, net.join2), (net.up1, net.join1)):
        x = join(torch.cat((links.pop(), up(x)), 1))
    return net.head(x)


def two_levels_inside_out(x, net):
    def level2(maps):
        link = net.down2(maps)
        return net.join2(torch.hstack([link, net.up2(net.bottom(torch.nn.MaxPool2d(2)(link)))]))

    link = net.down1(x)
    return net.head(net.join1(torch.hstack([link, net.up1(level2(torch.nn.MaxPool2d(2)(link)))])))


def two_levels_with_places_to_fill(x, net):
    def side_by_side(link, up):
        both = torch.zeros(link.shape[0], 2 * link.shape[1], *link.shape[2:])
        both[:, : link.shape[1]], both[:, link.shape[1] :] = link, up
        return both

    a = net.down1(x)
    b = net.down2(F.max_pool2d(a, 2))
    up = net.join2(side_by_side(b, net.up2(net.bottom(F.max_pool2d(b, 2)))))
    return net.head(net.join1(side_by_side(a, net.up1(up))))


def count_cells_by_scipy(scores, smallest):
    numbers, _ = ndimage.label((scores.argmax(0) == 1).numpy())
    return sum(1 for area in torch.bincount(torch.tensor(numbers).flatten().long())[1:] if area >= smallest)


def count_cells_by_flooding(scores, smallest):
    cell = (scores[1] > scores[0]) & (scores[1] > scores[2])
    todo, count = {tuple(place) for place in cell.nonzero().tolist()}, 0
    while todo:
        wave, area = [todo.pop()], 0
        while wave:
            i, j = wave.pop()
            area += 1
            for near in ((i + 1, j), (i - 1, j), (i, j + 1), (i, j - 1)):
                if near in todo:
                    todo.remove(near)
                    wave.append(near)
        count += area >= smallest
    return count


def count_cells_as_a_row_of_one(scores, smallest):
    numbers = torch.from_numpy(ndimage.label((scores.argmax(0) == 1).numpy())[0]).flatten().long()
    return (torch.bincount(numbers)[1:] >= smallest).sum(0, keepdim=True)


def count_cells_as_a_float(scores, smallest):
    numbers = torch.from_numpy(ndimage.label((scores.argmax(0) == 1).numpy())[0]).flatten().long()
    return (torch.bincount(numbers)[1:] >= smallest).float().sum()


def crop_and_join_by_narrow(link, up):
    for axis in (2, 3):
        link = link.narrow(axis, (link.shape[axis] - up.shape[axis]) // 2, up.shape[axis])
    return torch.cat((link, up), 1)


def crop_and_join_by_negative_padding(link, up):
    h, w = link.shape[2] - up.shape[2], link.shape[3] - up.shape[3]
    return torch.hstack([F.pad(link, (-(w // 2), w // 2 - w, -(h // 2), h // 2 - h)), up])


def crop_and_join_by_matrices(link, up):
    rows, cols = (torch.eye(link.shape[axis]) for axis in (2, 3))
    top, left = ((link.shape[axis] - up.shape[axis]) // 2 for axis in (2, 3))
    middle = rows[top : top + up.shape[2]] @ link @ cols[:, left : left + up.shape[3]]
    return torch.cat([middle, up], dim=1)


def output_size_by_formula(size, depth):
    smallest = 12 * 2**depth - 7
    if (size - 4 * (2**depth - 1)) % 2**depth or size - 12 * 2**depth + 8 < 1:
        raise ValueError(f"{size} does not fit; the smallest is about {smallest}")
    return size - 12 * 2**depth + 8


def output_size_by_recursion(size, depth):
    inside = size - 4
    if depth == 0:
        if inside < 1:
            raise ValueError("nothing left")
        return inside
    if inside % 2 or inside < 2:
        raise ValueError("odd")
    out = 2 * output_size_by_recursion(inside // 2, depth - 1) - 4
    if out < 1:
        raise ValueError("nothing left")
    return out


def output_size_tested_before(size, depth):
    for level in range(2 * depth + 1):
        if size < 5 or (level < depth and size % 2):  # 4 pixels less is as even as before
            raise ValueError(f"{size} pixels do not fit at stage {level}")
        size -= 4
        if level != 2 * depth:
            size = size // 2 if level < depth else 2 * size
    return size


RIGHT = {
    "class_iou": [class_iou_from_one_hot, class_iou_as_list, class_iou_by_table],
    "two_levels": [two_levels_with_a_stack, two_levels_inside_out, two_levels_with_places_to_fill],
    "count_cells": [count_cells_by_scipy, count_cells_by_flooding, count_cells_as_a_row_of_one, count_cells_as_a_float],
    "crop_and_join": [crop_and_join_by_narrow, crop_and_join_by_negative_padding, crop_and_join_by_matrices],
    "output_size": [output_size_by_formula, output_size_by_recursion, output_size_tested_before],
}
