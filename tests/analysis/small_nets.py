"""Networks for the tests of analysis, in torch's own layers: residual, concatenating, encoder-decoder, published stacks."""

import torch
import torch.nn.functional as F
from torch import nn


def conv(c_in, c_out, k=3, stride=1, padding=None, **settings):
    return nn.Conv2d(c_in, c_out, k, stride, k // 2 if padding is None else padding, **settings)


class Residual(nn.Module):
    """Basic block: relu(bn(conv(relu(bn(conv(x))))) + shortcut(x)); the shortcut is a 1×1 convolution or subsampling (option A)."""

    def __init__(self, c_in, c_out, stride=1, option="B"):
        super().__init__()
        self.conv1, self.bn1 = conv(c_in, c_out, 3, stride, bias=False), nn.BatchNorm2d(c_out)
        self.conv2, self.bn2 = conv(c_out, c_out, 3, bias=False), nn.BatchNorm2d(c_out)
        self.relu, self.stride, self.option = nn.ReLU(inplace=True), stride, option
        self.downsample = None
        if option == "B" and (stride > 1 or c_in != c_out):
            self.downsample = nn.Sequential(conv(c_in, c_out, 1, stride, bias=False), nn.BatchNorm2d(c_out))

    def forward(self, x):
        out = self.bn2(self.conv2(self.relu(self.bn1(self.conv1(x)))))
        if self.option == "A":
            short = x[:, :, :: self.stride, :: self.stride]
            short = F.pad(short, (0, 0, 0, 0, 0, out.shape[1] - x.shape[1]))
        else:
            short = x if self.downsample is None else self.downsample(x)
        return self.relu(out + short)


class BottleneckBlock(nn.Module):
    def __init__(self, c_in, width, stride=1):
        super().__init__()
        c_out = 4 * width
        self.conv1, self.bn1 = conv(c_in, width, 1, bias=False), nn.BatchNorm2d(width)
        self.conv2, self.bn2 = conv(width, width, 3, stride, bias=False), nn.BatchNorm2d(width)
        self.conv3, self.bn3 = conv(width, c_out, 1, bias=False), nn.BatchNorm2d(c_out)
        self.downsample = None
        if stride > 1 or c_in != c_out:
            self.downsample = nn.Sequential(conv(c_in, c_out, 1, stride, bias=False), nn.BatchNorm2d(c_out))

    def forward(self, x):
        out = F.relu(self.bn1(self.conv1(x)))
        out = self.bn3(self.conv3(F.relu(self.bn2(self.conv2(out)))))
        return F.relu(out + (x if self.downsample is None else self.downsample(x)))


class ResNet(nn.Module):
    """ResNet-18 and 50 as published for 224×224 pictures."""

    def __init__(self, blocks, bottleneck=False, base=64, classes=1000):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(3, base, 7, 2, 3, bias=False), nn.BatchNorm2d(base)
        self.maxpool = nn.MaxPool2d(3, 2, 1)
        channels = base
        for stage, count in enumerate(blocks):
            layers = []
            for b in range(count):
                stride, width = 2 if b == 0 and stage > 0 else 1, base * 2**stage
                layers.append((BottleneckBlock if bottleneck else Residual)(channels, width, stride))
                channels = 4 * width if bottleneck else width
            setattr(self, f"layer{stage + 1}", nn.Sequential(*layers))
        self.avgpool, self.fc = nn.AdaptiveAvgPool2d(1), nn.Linear(channels, classes)

    def forward(self, x):
        x = self.maxpool(F.relu(self.bn1(self.conv1(x))))
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        return self.fc(torch.flatten(self.avgpool(x), 1))


class Inception(nn.Module):
    """Four branches side by side: 1×1, 3×3, 5×5, pool; the channels are joined."""

    def __init__(self, c_in, c=3):
        super().__init__()
        self.one, self.three, self.five = conv(c_in, c, 1), conv(c_in, c, 3), conv(c_in, c, 5)
        self.pooled = nn.Sequential(nn.MaxPool2d(3, 1, 1), conv(c_in, c, 1))

    def forward(self, x):
        return torch.cat([self.one(x), self.three(x), self.five(x), self.pooled(x)], 1)


class UNet(nn.Module):
    """One or two levels down by max pooling and up again, crops if the convolutions are valid."""

    def __init__(self, up="transposed", padding=1, c=2):
        super().__init__()
        self.first, self.down = conv(1, c, 3, padding=padding), conv(c, 2 * c, 3, padding=padding)
        self.up = (
            nn.ConvTranspose2d(2 * c, c, 2, 2)
            if up == "transposed"
            else nn.Sequential(nn.Upsample(scale_factor=2, mode=up), conv(2 * c, c, 1))
        )
        self.last, self.padding = conv(2 * c, 1, 3, padding=padding), padding

    def forward(self, x):
        skip = self.first(x)
        up = self.up(self.down(F.max_pool2d(skip, 2)))
        cut = (skip.shape[-1] - up.shape[-1]) // 2
        skip = skip[..., cut : cut + up.shape[-2], cut : cut + up.shape[-1]]
        return self.last(torch.cat([skip, up], 1))


class SqueezeExcite(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.conv, self.gate = conv(c, c), conv(c, c, 1)

    def forward(self, x):
        x = self.conv(x)
        return x * torch.sigmoid(self.gate(x.mean((2, 3), keepdim=True)))


class ConvNeXtBlock(nn.Module):
    """Depthwise 7×7, then a layer norm and two linear layers on the channels of each pixel, scaled and added to the input."""

    def __init__(self, c):
        super().__init__()
        self.dwconv, self.norm = nn.Conv2d(c, c, 7, padding=3, groups=c), nn.LayerNorm(c)
        self.pwconv1, self.pwconv2 = nn.Linear(c, 4 * c), nn.Linear(4 * c, c)
        self.gamma = nn.Parameter(torch.full((c,), 1e-6))

    def forward(self, x):
        y = self.norm(self.dwconv(x).permute(0, 2, 3, 1))
        y = self.gamma * self.pwconv2(F.gelu(self.pwconv1(y)))
        return x + y.permute(0, 3, 1, 2)


def vgg16(classes=1000):
    layers, c_in = [], 3
    for c in (64, 64, 0, 128, 128, 0, 256, 256, 256, 0, 512, 512, 512, 0, 512, 512, 512, 0):
        layers += [conv(c_in, c), nn.ReLU(inplace=True)] if c else [nn.MaxPool2d(2)]
        c_in = c or c_in
    head = [nn.Linear(25088, 4096), nn.ReLU(), nn.Dropout(), nn.Linear(4096, 4096), nn.ReLU(), nn.Dropout(), nn.Linear(4096, classes)]
    return nn.Sequential(*layers, nn.Flatten(), *head)


def count_bn_up(model, seed=0):
    """Random running statistics, gains and shifts, as after training."""
    generator = torch.Generator().manual_seed(seed)
    for module in model.modules():
        if isinstance(module, nn.modules.batchnorm._BatchNorm):
            with torch.no_grad():
                module.running_mean.copy_(torch.randn(module.num_features, generator=generator))
                module.running_var.copy_(torch.rand(module.num_features, generator=generator) + 0.2)
                if module.affine:
                    module.weight.copy_(torch.randn(module.num_features, generator=generator))
                    module.bias.copy_(torch.randn(module.num_features, generator=generator))
    return model
